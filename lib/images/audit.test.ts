import { describe, expect, it } from "vitest";
import type { ImageFile } from "@/lib/contracts/images";
import { audit } from "./audit";
import { describeFile, describeUnread, fileKindOf, saysSynthetic, versionOfSet } from "./bundle-layout";
import type { ImageFacts } from "./image-facts";

const file = (path: string, more: Partial<ImageFile> = {}): ImageFile => ({
  path,
  sizeBytes: 1,
  modifiedAt: 0,
  ...describeUnread(path),
  version: "17.12.1.5",
  sha512: "0".repeat(128),
  intact: true,
  note: null,
  ...more,
});

const fleet = [
  { name: "AP-2", model: "C9120AXI-E", family: "ap1g7" as const },
  { name: "AP-1", model: "C9115AXI-E", family: "ap1g7" as const },
  { name: "AP-3", model: "C9105AXI-E", family: "ap1g8" as const },
  { name: "odd", model: "unknown", family: null },
];
const row = (family: string, files: ImageFile[]) =>
  audit({ name: "set", files }, fleet).rows.find((r) => r.family === family);

describe("the audit of a set", () => {
  it("names the models and access points of the fleet that need an image", () => {
    expect(row("ap1g7", [file("ap1g7")])).toEqual({
      family: "ap1g7",
      models: ["C9115AXI-E", "C9120AXI-E"],
      apCount: 2,
      apNames: ["AP-1", "AP-2"],
      file: "ap1g7",
      verdict: "present",
    });
  });

  it("names images that are missing for this fleet, and images that no AP needs", () => {
    expect(row("ap1g8", [])).toMatchObject({ file: null, verdict: "missing" });
    expect(row("ap1g4", [])).toMatchObject({ models: ["1810", "1830", "1850"], verdict: "not-needed" });
    expect(row("ap1g4", [file("ap1g4")])).toMatchObject({ file: "ap1g4", verdict: "not-needed" });
  });

  it("does not accept a file in another folder or with another case", () => {
    expect(row("ap1g8", [file("x/ap1g8"), file("AP1G8"), file("ap1g8.tar")])?.verdict).toBe("missing");
  });

  it("reports truncated images and images of another family as damaged", () => {
    expect(row("ap1g8", [file("ap1g8", { intact: false })])?.verdict).toBe("damaged");
    expect(row("ap1g8", [file("ap1g8", { family: "ap1g7" })])?.verdict).toBe("damaged");
  });

  it("does not report unknown or unread files as damaged", () => {
    expect(row("ap1g8", [file("ap1g8", { intact: null })])?.verdict).toBe("present");
    expect(row("ap1g8", [file("ap1g8", { sha512: null, family: null, intact: null })])?.verdict).toBe(
      "present",
    );
  });

  it("has a row per family, and whether the controller image exists", () => {
    const result = audit({ name: "set", files: [file("C9800-AP-iosxe-wlc.bin")] }, fleet);
    expect(result.rows).toHaveLength(8);
    expect(result.controllerImage).toBe(true);
    expect(audit({ name: "set", files: [] }, fleet).controllerImage).toBe(false);
  });
});

describe("the files of a set", () => {
  const facts: ImageFacts = {
    sizeBytes: 1,
    family: "ap1g8",
    version: "17.9.4.27",
    intact: true,
    note: "odd",
  };

  it("have a kind by their name", () => {
    expect(
      ["ap1g8", "ap2g1b", "C9800-AP-iosxe-wlc.bin", "README", "x/readme.txt", "ap1g8.txt"].map(fileKindOf),
    ).toEqual(["ap-image", "ap-image", "controller-image", "readme", "readme", "other"]);
  });

  it("with other names are images when their bytes say so", () => {
    expect(describeFile("renamed.tar", facts, "")).toMatchObject({ kind: "ap-image", family: "ap1g8" });
  });

  it("that are not images are not checked as images", () => {
    const readme = describeFile(
      "readme.txt",
      { ...facts, version: null, intact: null },
      "SYNTHETIC SAMPLE\nx",
    );
    expect(readme).toEqual({
      kind: "readme",
      family: null,
      version: null,
      intact: null,
      note: null,
      synthetic: true,
    });
  });

  it("make a set synthetic only by the first line of the readme", () => {
    expect(saysSynthetic("This is a synthetic sample\nmore")).toBe(true);
    expect(saysSynthetic("Release notes\nsynthetic")).toBe(false);
  });

  it("give the set the controller image's version, else the one that all AP images share", () => {
    const ap = (version: string | null) => ({ kind: "ap-image" as const, version });
    const controller = (version: string | null) => ({ kind: "controller-image" as const, version });
    expect(versionOfSet([ap("1.2.3.4"), controller("17.12.1.5")])).toBe("17.12.1.5");
    expect(versionOfSet([ap("1.2.3.4"), ap("1.2.3.4"), controller(null)])).toBe("1.2.3.4");
    expect(versionOfSet([ap("1.2.3.4"), ap("1.2.3.5")])).toBeNull();
    expect(versionOfSet([ap("1.2.3.4"), ap(null)])).toBeNull();
    expect(versionOfSet([])).toBeNull();
  });
});
