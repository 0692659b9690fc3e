/** Writing and reading files in pieces, in limited memory. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DiskPort } from "./disk";
import { filePieces } from "./file-pieces";
import { writeSet } from "./set-writer";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "writer-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const source = (sizeBytes: number, pieces: () => Iterable<Uint8Array>) => ({
  files: [{ path: "ap1g8", sizeBytes, pieces }],
  totalBytes: sizeBytes,
  close: () => Promise.resolve(),
});

describe("writing a set", () => {
  it("of 200 MB keeps only one piece in memory", async () => {
    const piece = Buffer.alloc(250_000, 0x5a);
    function* pieces() {
      for (let i = 0; i < 800; i++) yield piece;
    }
    let writing = 0;
    const disk: DiskPort = {
      freeBytes: () => Promise.resolve(Number.POSITIVE_INFINITY),
      async create(path) {
        await writeFile(path, "");
        return {
          async write(bytes) {
            writing++;
            expect(writing).toBe(1);
            expect(bytes.length).toBe(piece.length);
            await new Promise(setImmediate);
            writing--;
          },
          close: () => Promise.resolve(),
          abandon: () => Promise.resolve(),
        };
      },
    };
    const before = process.memoryUsage().arrayBuffers;
    let highest = before;
    const onBytes = () => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers);
    };
    await writeSet(source(200_000_000, pieces), folder, disk, {
      signal: new AbortController().signal,
      onBytes,
    });
    expect(highest - before).toBeLessThan(8_000_000);
  });

  it("fails when a source has more or fewer bytes than announced", async () => {
    const { realDisk } = await import("./disk");
    const run = (announced: number) =>
      writeSet(
        source(announced, () => [Buffer.alloc(10)]),
        folder,
        realDisk,
        {
          signal: new AbortController().signal,
          onBytes: () => undefined,
        },
      );
    await expect(run(9)).rejects.toMatchObject({ fault: { code: "image-damaged" } });
    await rm(join(folder, "ap1g8"));
    await expect(run(11)).rejects.toMatchObject({ fault: { code: "image-damaged" } });
  });
});

describe("reading a file", () => {
  it("returns its content through one buffer of a megabyte", async () => {
    const path = join(folder, "file");
    await writeFile(path, Buffer.alloc(2_500_000, 7));
    const buffers = new Set<ArrayBufferLike>();
    let bytes = 0;
    for await (const piece of filePieces(path)) {
      expect(piece.length).toBeLessThanOrEqual(1_048_576);
      buffers.add(piece.buffer);
      bytes += piece.length;
    }
    expect(bytes).toBe(2_500_000);
    expect(buffers.size).toBe(1);
  });
});
