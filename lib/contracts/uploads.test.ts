import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageSetNameSchema } from "./images";
import { freeSetName, isZipStart, proposeSetName, uploadKindOf, uploadMetadataSchema } from "./uploads";

describe("the proposed name of an image set", () => {
  it.each([
    ["C9800-AP-universalk9.17.12.01.zip", "EWC_17_12_1"],
    ["C9800-AP-universalk9.17.09.04a.zip", "EWC_17_9_4a"],
    ["C9800-AP-universalk9.17.18.03.SPA.zip", "EWC_17_18_3"],
    ["C9800-AP-universalk9.17.12.01 (1).zip", "EWC_17_12_1"],
    ["my images.zip", "my images"],
    ["../../etc/passwd.zip", "_._etc_passwd"],
    ["....zip", "EWC_images"],
    ["日本.zip", "_"],
  ])("of %s is the release it names, or the name made safe", (file, expected) => {
    expect(proposeSetName(file)).toBe(expected);
  });

  it("is accepted by the repository, whatever the file is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (file) => {
        expect(imageSetNameSchema.safeParse(proposeSetName(file)).success).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is never the name of an existing set", () => {
    expect(freeSetName("EWC_17_12_1", [])).toBe("EWC_17_12_1");
    expect(freeSetName("EWC_17_12_1", ["EWC_17_12_1", "EWC_17_12_1_2"])).toBe("EWC_17_12_1_3");
  });
});

describe("an uploaded file", () => {
  it.each([
    ["C9800-AP-universalk9.17.12.01.zip", "bundle"],
    ["BUNDLE.ZIP", "bundle"],
    ["ap1g6a", "file"],
    ["ap3g3", "file"],
    ["C9800-AP-iosxe-wlc.bin", "file"],
    ["ap1g6a.exe", undefined],
    ["notes.txt", undefined],
    ["../ap1g7", undefined],
  ])("%s is of the kind %s by its name", (name, kind) => {
    expect(uploadKindOf(name)).toBe(kind);
  });

  it("is a zip if its first bytes say so, whatever its name", () => {
    expect(isZipStart(Uint8Array.of(0x50, 0x4b, 3, 4))).toBe(true);
    expect(isZipStart(Uint8Array.of(0x50, 0x4b, 5, 6))).toBe(false);
    expect(isZipStart(Uint8Array.of(0x50))).toBe(false);
  });

  it("is refused when it is a single file that no access point would request", () => {
    const said = { filename: "setup.exe", setName: "EWC_17_12_1", kind: "file" };
    expect(uploadMetadataSchema.safeParse(said).success).toBe(false);
    expect(uploadMetadataSchema.safeParse({ ...said, filename: "ap1g8" }).success).toBe(true);
    expect(uploadMetadataSchema.safeParse({ ...said, filename: "ap1g8", setName: "../x" }).success).toBe(
      false,
    );
  });
});
