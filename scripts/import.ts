/** `npm run import`: makes an image set of a bundle zip or a folder, whether or not the console runs. */
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { proposeSetName } from "@/lib/contracts/uploads";
import { readEnv } from "@/lib/env";
import { diskFault } from "@/lib/image-store/disk";
import { type ImportedFile, importOnce } from "@/lib/image-store/import-once";
import { printable } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";

const HELP = `Imports an image bundle into the image repository. A running console shows it within seconds.

  npm run import -- ZIP_OR_FOLDER [--name NAME] [--data-dir DIR]

  --name      the name of the image set; by default made from the file name: ...17.12.01.zip becomes EWC_17_12_1
  --data-dir  the console's data folder; by default DATA_DIR, else ./data
  --help      this text
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: "string" },
      "data-dir": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [given, ...more] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (given === undefined || more.length > 0) throw new Error("Give one zip or folder. See --help.");
  const source = resolve(given);
  const name = values.name ?? proposeSetName(basename(source));
  const dataDir = values["data-dir"] === undefined ? readEnv().dataDir : resolve(values["data-dir"]);
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort(new Error("Interrupted. Nothing was imported.")));
  process.once("SIGTERM", () => abort.abort(new Error("Terminated. Nothing was imported.")));
  let shown = -1;
  const files = await importOnce({
    root: join(dataDir, "images"),
    stagingDir: join(dataDir, "staging"),
    source,
    name,
    signal: abort.signal,
    onProgress({ file, bytes, totalBytes }) {
      const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100);
      if (percent === shown || !process.stderr.isTTY) return;
      shown = percent;
      process.stderr.write(`\r${String(percent).padStart(3)} %  ${printable(file).slice(0, 40).padEnd(40)}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write(`\r${" ".repeat(50)}\r`);
  for (const file of files) process.stdout.write(`${line(file)}\n`);
  process.stdout.write(`Imported as ${name} into ${join(dataDir, "images", name)}.\n`);
}

function line(file: ImportedFile): string {
  const what = [file.family ?? file.kind, file.version ?? "version unknown"].join(" ");
  const about = file.kind === "readme" || file.kind === "other" ? file.kind : what;
  const note = file.note === null ? "" : `  ! ${file.note}`;
  return `  ${printable(file.path).padEnd(26)} ${formatBytes(file.sizeBytes).padStart(9)}  ${about}${note}`;
}

main().catch((thrown: unknown) => {
  const { message, remedy } = diskFault(thrown);
  process.stderr.write(`import: ${message}${remedy === undefined ? "" : ` ${remedy}`}\n`);
  process.exitCode = 1;
});
