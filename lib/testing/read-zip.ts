/** The files of a zip by name, for tests. */
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { fromBuffer, type Options, type ZipFile } from "yauzl";

const open = promisify<Buffer, Options, ZipFile>(fromBuffer);

/** In the order of the archive; yauzl checks their CRC and sizes. */
export async function filesOfZip(archive: Uint8Array): Promise<Map<string, Buffer>> {
  const zip = await open(Buffer.from(archive), { lazyEntries: true });
  const files = new Map<string, Buffer>();
  const stream = promisify(zip.openReadStream.bind(zip) as typeof zip.openReadStream);
  await new Promise<void>((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", resolve);
    zip.on("entry", (entry) => {
      void stream(entry)
        .then((content) => buffer(content as never))
        .then((content) => {
          files.set(entry.fileName, content);
          zip.readEntry();
        }, reject);
    });
    zip.readEntry();
  });
  return files;
}
