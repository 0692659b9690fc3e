/** Reads a file in pieces, and collects in one pass what is to be known about an image file. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { describeFile } from "@/lib/images/bundle-layout";
import type { FileFacts } from "@/lib/images/catalog";
import { createImageReader } from "@/lib/images/image-reader";

const PIECE_BYTES = 1_048_576;
const BEGINNING_BYTES = 512;

/**
 * The content of a file in pieces. All pieces share one buffer, so each is valid only until the next is requested.
 */
export async function* filePieces(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Takes the content of a file in order, and returns its facts at the end. Keeps no piece. */
export class FileFactsReader {
  readonly #path: string;
  readonly #hash = createHash("sha512");
  readonly #reader: ReturnType<typeof createImageReader>;
  readonly #beginning = Buffer.alloc(BEGINNING_BYTES);
  #begun = 0;
  bytes = 0;

  /** @param path inside the image set, with slashes */
  constructor(path: string) {
    this.#path = path;
    this.#reader = createImageReader(path);
  }

  add(piece: Uint8Array): void {
    this.bytes += piece.length;
    this.#hash.update(piece);
    this.#reader.write(piece);
    if (this.#begun === BEGINNING_BYTES) return;
    const head = piece.subarray(0, BEGINNING_BYTES - this.#begun);
    this.#beginning.set(head, this.#begun);
    this.#begun += head.length;
  }

  end(): FileFacts {
    const beginning = this.#beginning.toString("utf8", 0, this.#begun);
    return { ...describeFile(this.#path, this.#reader.end(), beginning), sha512: this.#hash.digest("hex") };
  }
}
