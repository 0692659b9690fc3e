import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UploadSpace } from "./upload-space";

const MB = 1_000_000;
const limits = { maxUploadMb: 10, uploadQuotaMb: 0, freeReserveMb: 0 };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "upload-space-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a file may have exactly the limit, whatever part of it is stored", async () => {
  const upload = await new UploadSpace().reserve(folder, limits);
  expect(upload.grow(10 * MB, 0)).toBeNull();
  expect(upload.grow(10 * MB + 1, 1)).toEqual({
    code: "too-large",
    message: "The file is larger than the limit of 10.0 MB",
  });
});

test("the quota counts files by their apparent size, uploads that run, and not the file that is replaced", async () => {
  const sparse = await open(path.join(folder, "sparse"), "w");
  await sparse.truncate(4 * MB);
  await sparse.close();
  await writeFile(path.join(folder, ".upload-0123456789abcdef"), Buffer.alloc(1000));
  const space = new UploadSpace();
  const quota = { ...limits, uploadQuotaMb: 6 };
  const one = await space.reserve(folder, quota);
  expect(one.grow(MB, 0)).toBeNull();
  const two = await space.reserve(folder, quota);
  expect(two.grow(MB, 0)).toBeNull();
  expect(two.grow(MB + 1, 0)).toMatchObject({ code: "quota" });
  one.release();
  expect(two.grow(2 * MB, 0)).toBeNull();
  two.release();
  const replacing = await space.reserve(folder, quota, 4 * MB);
  expect(replacing.grow(6 * MB, 0)).toBeNull();
});

test("the reserve on the disk is refused to an upload", async () => {
  const upload = await new UploadSpace().reserve(folder, { ...limits, freeReserveMb: 100_000_000 });
  expect(upload.grow(1, 0)).toMatchObject({
    code: "disk-full",
    message: expect.stringContaining("must stay free"),
  });
});
