/** What is said of an image of which only a part was read. */
import { expect, test } from "vitest";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import { sampleFiles } from "@/lib/image-store/sample-files";
import { takeImage } from "./probed-image";

const VERSION = "17.12.1.5";
const bytesOf = (name: string): Uint8Array => {
  const file = sampleFiles("17.12.1", VERSION, { familyBytes: 200_000, controllerBytes: 300_000 }).find(
    (one) => one.name === name,
  );
  return Buffer.concat([...(file?.pieces() ?? [])]);
};

function read(name: string, bytes: Uint8Array, more: { fileBytes?: number; endsRight?: boolean } = {}) {
  const taker = takeImage(name);
  taker.onPiece(bytes);
  const sizeBytes = more.fileBytes ?? bytes.length;
  const isWhole = sizeBytes === bytes.length;
  const ended = { fault: null, sizeBytes, bytes: bytes.length, isWhole, elapsedMs: 100 };
  return taker.facts(ended, `EWC/${name}`, true, more.endsRight ?? null);
}

test("a whole image is whole, with family, version and rate", () => {
  expect(read("ap1g8", bytesOf("ap1g8"))).toMatchObject({
    family: "ap1g8",
    infoFamily: "ap1g8",
    version: VERSION,
    isWhole: true,
    note: null,
    bytesPerSecond: expect.any(Number),
  });
});

test("the first part of an image tells family and version, and not whether the rest is there", () => {
  const bytes = bytesOf("ap1g8");
  const part = read("ap1g8", bytes.subarray(0, 60_000), { fileBytes: bytes.length });
  expect(part).toMatchObject({ infoFamily: "ap1g8", version: VERSION, isWhole: null, note: null });
});

test("a file that is smaller than its own members is cut off, although only its first part was read", () => {
  const part = read("ap1g8", bytesOf("ap1g8").subarray(0, 20_000), { fileBytes: 25_000 });
  expect(part).toMatchObject({ isWhole: false, note: expect.stringContaining("but the file has 25,000") });
});

test("a file whose last bytes are not the end of an archive is cut off", () => {
  const bytes = bytesOf("ap1g8");
  const part = { fileBytes: bytes.length, endsRight: false };
  expect(read("ap1g8", bytes.subarray(0, 60_000), part)).toMatchObject({ isWhole: false });
});

test("a zip file under an image's name is no image", () => {
  const zip = new Uint8Array(40_000);
  zip.set([0x50, 0x4b, 3, 4]);
  expect(read("ap1g8", zip.subarray(0, 30_000), { fileBytes: 40_000 })).toMatchObject({
    isWhole: false,
    note: expect.stringContaining("zip archive"),
  });
});

test("a controller image tells its version, and is neither called whole nor damaged", () => {
  expect(read(CONTROLLER_IMAGE, bytesOf(CONTROLLER_IMAGE))).toMatchObject({
    version: VERSION,
    isWhole: null,
    note: null,
  });
});

test("a refused read has the fault and nothing else", () => {
  const refused = { fault: { code: "file-not-found", message: "ERROR 1" } as const, sizeBytes: null };
  expect(
    takeImage("ap1g8").facts({ ...refused, bytes: 0, isWhole: false, elapsedMs: 1 }, "EWC/ap1g8", true),
  ).toMatchObject({ fault: { code: "file-not-found" }, read: null, version: null, isWhole: null });
});
