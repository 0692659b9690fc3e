/** Tar archives for tests, written with tar-stream, which is independent of our reader. */
import { buffer } from "node:stream/consumers";
import { type Header, pack } from "tar-stream";

export type TarMember = { name: string; content?: string | Uint8Array } & Partial<Header>;

/** Ends with exactly two zero blocks. */
export function tarOf(members: readonly TarMember[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = "", ...header } of members) {
    archive.entry({ mtime: new Date(0), ...header }, Buffer.from(content));
  }
  archive.finalize();
  return buffer(archive);
}

export const infoText = (family: string, version: string): string =>
  `image_family: ${family}\nws_management_version: ${version}\ninfo_end:\n`;
