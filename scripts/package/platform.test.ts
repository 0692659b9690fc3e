/** A package starts only where its machine code runs. */
import { expect, test } from "vitest";
import { platformFault, platformName, thisPlatform } from "./platform.mjs";

const linux = { platform: "linux", arch: "x64", libc: "glibc", nodeMajor: 20 };

test("a package runs on the platform that it was made on", () => {
  expect(platformFault(thisPlatform(), thisPlatform())).toBeUndefined();
});

test("another major version of Node.js is refused in one line that names both", () => {
  expect(platformFault(linux, { ...linux, nodeMajor: 22 })).toBe(
    "This package is for linux-x64-node20. This is Node.js 22 on linux-x64: use the package for linux-x64-node22.",
  );
});

test.each([
  [{ ...linux, arch: "arm64" }, "linux-arm64-node20"],
  [{ ...linux, libc: "musl" }, "linux-x64-musl-node20"],
  [{ ...linux, platform: "darwin", libc: "" }, "darwin-x64-node20"],
])("another system, processor or C library is refused: %o", (here, name) => {
  expect(platformName(here)).toBe(name);
  expect(platformFault(linux, here)).toBe(
    `This package is for linux-x64-node20. This machine is ${name}: use the package for ${name}.`,
  );
});
