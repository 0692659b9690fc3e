/** package-lock.json works on every platform, whichever machine wrote it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type LockFile, missingPlatformPackages, packagesWithoutIntegrity } from "./lock-file.mjs";

describe("package-lock.json", () => {
  it("has the packages of every platform (if not, run: node scripts/complete-lock.mjs)", () => {
    const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as LockFile;
    expect(Object.keys(missingPlatformPackages(lock))).toEqual([]);
  });
});

describe("completing a lock file", () => {
  it("adds each missing optional dependency that has an exact version, with its platform", () => {
    const lock: LockFile = {
      packages: {
        "": {},
        "node_modules/tool": {
          version: "1.2.3",
          dev: true,
          optionalDependencies: {
            "@tool/bin-linux-x64-gnu": "1.2.3",
            "@tool/bin-linux-arm64-musl": "1.2.3",
            "@tool/bin-darwin-arm64": "1.2.3",
            "not-pinned": "^1.0.0",
          },
        },
        "node_modules/@tool/bin-linux-x64-gnu": { version: "1.2.3" },
      },
    };
    expect(missingPlatformPackages(lock)).toEqual({
      "node_modules/@tool/bin-linux-arm64-musl": {
        version: "1.2.3",
        os: ["linux"],
        cpu: ["arm64"],
        libc: ["musl"],
        dev: true,
        optional: true,
      },
      "node_modules/@tool/bin-darwin-arm64": {
        version: "1.2.3",
        os: ["darwin"],
        cpu: ["arm64"],
        dev: true,
        optional: true,
      },
    });
  });
});

describe("the hashes of a lock file", () => {
  it("are missed at each package that has none, but not at one that another package contains", () => {
    const lock: LockFile = {
      packages: {
        "": {},
        "node_modules/hashed": { version: "1.0.0", integrity: "sha512-AAAA" },
        "node_modules/bare": { version: "1.0.0" },
        "node_modules/hashed/node_modules/contained": { version: "1.0.0", inBundle: true },
      },
    };
    expect(packagesWithoutIntegrity(lock)).toEqual(["node_modules/bare"]);
  });
});
