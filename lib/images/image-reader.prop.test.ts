import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONTROLLER_IMAGE, imageFamilies } from "@/lib/contracts/families";
import { infoText, tarOf } from "@/lib/testing/tar-archive";
import type { ImageFacts } from "./image-facts";
import { createImageReader } from "./image-reader";
import { parseInfoMember } from "./info-member";
import { readPaxRecords, readTarHeader } from "./tar-header";

const fileName = fc.constantFrom(...imageFamilies, CONTROLLER_IMAGE, "readme.txt", "", "a/b/ap1g8");

function readWhole(name: string, bytes: Uint8Array): ImageFacts {
  const reader = createImageReader(name);
  reader.write(bytes);
  return reader.end();
}

function readInPieces(name: string, bytes: Uint8Array, lengths: readonly number[]): ImageFacts {
  const reader = createImageReader(name);
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    reader.write(bytes.subarray(at, at + length));
    at += length;
  }
  return reader.end();
}

const pieceLengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2000 })), {
  minLength: 1,
  maxLength: 20,
});

/** Bytes that look enough like images to reach every corner: tar members, marks, damage. */
const imageLike = fc
  .record({
    info: fc.oneof(
      fc.constant(infoText("ap1g8", "17.9.4.27")),
      fc.string({ maxLength: 700 }),
      fc.constant("CW_VERSION$17.12.01$ CW_FULL_VERSION$17.12.1.5$"),
    ),
    infoName: fc.constantFrom("info", "info.ver", `${"x/".repeat(70)}info`, "part.0"),
    partBytes: fc.integer({ min: 0, max: 3000 }),
    damage: fc.array(fc.tuple(fc.nat(6000), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
    cut: fc.nat(1000),
    tail: fc.uint8Array({ maxLength: 600 }),
  })
  .map(async ({ info, infoName, partBytes, damage, cut, tail }) => {
    const whole = await tarOf([
      { name: infoName, content: info },
      { name: "part.1", content: new Uint8Array(partBytes).fill(1) },
    ]);
    for (const [at, value] of damage) if (at < whole.length) whole[at] = value;
    return Buffer.concat([whole.subarray(0, whole.length - cut), tail]);
  });

describe("the reader of image files", () => {
  it("never throws, and counts every byte", () => {
    fc.assert(
      fc.property(fileName, fc.uint8Array({ maxLength: 5000 }), pieceLengths, (name, bytes, lengths) => {
        expect(readInPieces(name, bytes, lengths).sizeBytes).toBe(bytes.length);
      }),
      { numRuns: 200 },
    );
  });

  it("has the same result however the bytes are cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fileName, imageLike, pieceLengths, async (name, made, lengths) => {
        const bytes = await made;
        expect(readInPieces(name, bytes, lengths)).toEqual(readWhole(name, bytes));
      }),
      { numRuns: 200 },
    );
  });

  it("finds the same marks of a controller image however the bytes are cut into pieces", () => {
    fc.assert(
      fc.property(fc.nat(70_000), fc.nat(2000), pieceLengths, (before, after, lengths) => {
        const mark = Buffer.from("CW_VERSION$17.12.01$\0CW_FULL_VERSION$17.12.1.5$");
        const bytes = Buffer.concat([Buffer.alloc(before, "CW_"), mark, Buffer.alloc(after, "CW_VERSION$")]);
        const big = lengths.map((length) => length * 17);
        const facts = readInPieces(CONTROLLER_IMAGE, bytes, big);
        expect(facts).toEqual(readWhole(CONTROLLER_IMAGE, bytes));
        expect(facts.version).toBe("17.12.1.5");
      }),
      { numRuns: 60 },
    );
  });

  it("never reports a truncated image as intact, truncated at any byte", async () => {
    const whole = await tarOf([
      { name: "info.ver", content: infoText("ap1g8", "17.9.4.27") },
      { name: `${"x/".repeat(70)}part`, content: Buffer.alloc(1300, 7) },
      { name: "part.2", content: Buffer.alloc(512, 0) },
    ]);
    expect(readWhole("ap1g8", whole).intact).toBe(true);
    for (let length = 0; length < whole.length; length++) {
      expect(readWhole("ap1g8", whole.subarray(0, length)).intact, `cut at ${length}`).toBe(false);
    }
  });
});

describe("the parsers that it uses", () => {
  it("never throw: tar headers, pax records, info members", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.string({ maxLength: 300 }), (bytes, text) => {
        readTarHeader(bytes);
        readPaxRecords(bytes);
        readPaxRecords(Buffer.from(text));
        parseInfoMember(text);
      }),
      { numRuns: 300 },
    );
  });

  it("return the values of pax records", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 300 }), (path) => {
        const rest = ` path=${path}\n`;
        let length = rest.length + 2;
        while (`${length}${rest}`.length !== length) length++;
        expect(readPaxRecords(Buffer.from(`${length}${rest}`)).path).toBe(path);
      }),
      { numRuns: 100 },
    );
  });
});
