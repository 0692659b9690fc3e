import { describe, expect, it } from "vitest";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { infoText, tarOf } from "@/lib/testing/tar-archive";
import type { ImageFacts } from "./image-facts";
import { createImageReader } from "./image-reader";

function read(fileName: string, ...pieces: (Uint8Array | string)[]): ImageFacts {
  const reader = createImageReader(fileName);
  for (const piece of pieces) reader.write(Buffer.from(piece));
  return reader.end();
}

const image = (info = infoText("ap1g6a", "17.10.0.181"), name = "info.ver") =>
  tarOf([
    { name, content: info },
    { name: "part.1", content: Buffer.alloc(3000, 7) },
  ]);

describe("an AP image", () => {
  it("gets family and version from its info member, whatever the file name", async () => {
    const facts = read("upload.tmp", await image());
    expect(facts).toMatchObject({ family: "ap1g6a", version: "17.10.0.181", intact: true, note: null });
  });

  it("is read from a member called info, in any folder", async () => {
    for (const name of ["info", "./info", "ap/info.ver"]) {
      expect(read("x", await image(infoText("ap1g8", "17.9.4.27"), name))).toMatchObject({
        family: "ap1g8",
        version: "17.9.4.27",
      });
    }
  });

  it("may have other keys, spaces, line ends, upper case, and lines behind info_end", async () => {
    const info =
      "x: y\r\n IMAGE_FAMILY :  AP1G7 \r\nap_version: 17.3.3.26\r\ninfo_end:\r\nimage_family: ap1g4\r\n";
    expect(read("ap1g7", await image(info))).toMatchObject({
      family: "ap1g7",
      version: "17.3.3.26",
      note: null,
    });
  });

  it("uses ap_version when ws_management_version is not a version", async () => {
    const info = "image_family: ap1g7\nws_management_version: latest\nap_version: 17.12.1.5\ninfo_end:\n";
    expect(read("ap1g7", await image(info)).version).toBe("17.12.1.5");
  });

  it("without an info member gets its family from the file name, and a note that the version is unknown", async () => {
    const facts = read("EWC_17_12_1/ap1g8", await tarOf([{ name: "part.1", content: "x" }]));
    expect(facts).toMatchObject({ family: "ap1g8", version: null, intact: true });
    expect(facts.note).toBe("The image has no info file, so its version cannot be read.");
  });

  it("that names an unknown family has no family, and a note", async () => {
    const facts = read("ap1g8", await image(infoText("ap9g9\u001b[31m", "17.9.4.27")));
    expect(facts.family).toBeNull();
    expect(facts.note).toBe(
      "The info member names the image family ap9g9\\x1b[31m, which this program does not know.",
    );
  });

  it("named as another family keeps its own family, and gets a note", async () => {
    const facts = read("ap1g7", await image(infoText("ap1g8", "17.9.4.27")));
    expect(facts).toMatchObject({ family: "ap1g8", intact: true });
    expect(facts.note).toBe("The file name is for ap1g7, but the info member is for ap1g8.");
  });

  it("truncated inside a member is not intact, and the note names the member and the position", async () => {
    const whole = await tarOf([{ name: "part.1", content: Buffer.alloc(8_388_608) }]);
    expect(read("ap1g8", whole.subarray(0, 1024))).toMatchObject({
      intact: false,
      note: "The archive ends inside member part.1 (512 of 8,388,608 bytes).",
    });
  });

  it("truncated behind its last member is not intact, and the note says so", async () => {
    const whole = await image();
    for (const missing of [1, 512, 513, 1024]) {
      expect(read("ap1g8", whole.subarray(0, -missing)).intact).toBe(false);
    }
  });

  it("padded with zero blocks, as by GNU tar, is intact", async () => {
    expect(read("ap1g6a", await image(), new Uint8Array(10_240))).toMatchObject({ intact: true, note: null });
  });

  it("with other bytes behind its end is intact, with a note", async () => {
    const facts = read("ap1g8", await image(), "signature");
    expect(facts).toMatchObject({
      intact: true,
      note: "The archive is complete, but more bytes follow its end.",
    });
  });

  it("with a damaged header is not intact, and the note names the member before it", async () => {
    const damaged = await image();
    damaged[1024 + 5] = 0xff;
    expect(read("ap1g8", damaged)).toMatchObject({
      intact: false,
      note: "The archive is damaged: the header after member info.ver does not match its checksum.",
    });
  });

  it("with a damaged first header is recognized as a damaged tar", async () => {
    const damaged = await image();
    damaged[0] = 0xff;
    expect(read("ap1g8", damaged)).toMatchObject({ family: "ap1g8", intact: false });
  });

  it("with folders, links and long names (pax) is read completely", async () => {
    const long = `${"deep/".repeat(40)}info`;
    const facts = read(
      "x",
      await tarOf([
        { name: "folder", type: "directory" },
        { name: "link", type: "symlink", linkname: "elsewhere" },
        { name: long, content: infoText("ap1g5", "8.10.130.0") },
      ]),
    );
    expect(facts).toMatchObject({ family: "ap1g5", version: "8.10.130.0", intact: true });
  });

  it("with a GNU long name member has this name", async () => {
    const name = `${"deep/".repeat(30)}info`;
    const longName = await tarOf([{ name: "././@LongLink", content: `${name}\0` }]);
    // tar-stream writes no GNU long names: make its regular member one, and sum the header again.
    longName[156] = "L".charCodeAt(0);
    longName.write("        ", 148);
    const sum = longName.subarray(0, 512).reduce((a, b) => a + b, 0);
    longName.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const member = await tarOf([{ name: "deep/cut-off", content: infoText("ap3g3", "17.9.4.27") }]);
    expect(read("x", longName.subarray(0, -1024), member)).toMatchObject({ family: "ap3g3", intact: true });
  });

  it("with a huge info member is read in limited memory", async () => {
    const info = infoText("ap1g8", "17.9.4.27") + "x".repeat(3_000_000);
    expect(read("x", await image(info))).toMatchObject({ family: "ap1g8", intact: true });
  });
});

describe("a file that is not a tar", () => {
  it("with an image's name gets a note about what it seems to be", () => {
    const note = (content: string) => read("ap1g8", content.padEnd(600, ".")).note;
    expect(note("PK\x03\x04")).toBe(
      "This is not a tar archive, as an AP image must be: it is a zip archive, which must be unzipped first.",
    );
    expect(note("<!DOCTYPE html>")).toMatch(/it is a web page/);
    expect(note("\0".repeat(600))).toMatch(/it begins with zeros/);
    expect(note("anything")).toBe("This is not a tar archive, as an AP image must be.");
  });

  it("is neither intact nor damaged", () => {
    expect(read("ap1g8", "x".repeat(5000))).toMatchObject({ family: "ap1g8", version: null, intact: null });
  });

  it("with an image's name is not intact when it is empty or shorter than a header", () => {
    expect(read("ap1g8")).toMatchObject({ intact: false, note: "The file is empty." });
    expect(read("ap1g8", "short").intact).toBe(false);
    expect(read("readme.txt", "short")).toMatchObject({ intact: null, note: null });
  });
});

describe("a controller image", () => {
  const filler = (bytes: number) => new Uint8Array(bytes).fill(0x43);

  it("has the version of a mark with four numbers, wherever the mark is", () => {
    for (const before of [0, 100, 32_700, 65_500, 1_000_000]) {
      const facts = read(
        CONTROLLER_IMAGE,
        filler(before),
        "CW_VERSION$17.12.01$CW_FULL_VERSION$17.12.1.5$",
        filler(700),
      );
      expect(facts).toMatchObject({ family: null, version: "17.12.1.5", intact: null, note: null });
    }
  });

  it("with the mark of a release only has no AP version", () => {
    const facts = read(CONTROLLER_IMAGE, filler(600), "CW_VERSION$17.09.04a$", filler(600));
    expect(facts.version).toBeNull();
    expect(facts.note).toBe("The image names the release 17.09.04a, from which the AP version is not known.");
  });

  it("without a mark has no version", () => {
    expect(read(CONTROLLER_IMAGE, filler(2000))).toMatchObject({ version: null, note: null, intact: null });
  });
});
