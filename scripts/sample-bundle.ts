/** `npm run sample-bundle`: writes a synthetic image bundle for rehearsal. */
import { parseArgs } from "node:util";
import { faultOf } from "@/lib/contracts/fault";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { sampleVersions } from "@/lib/image-store/sample-files";
import { formatBytes } from "@/lib/kit/units";

const HELP = `Writes a synthetic image bundle: every image family, the controller image, a readme. Not vendor software.

  npm run sample-bundle -- --release RELEASE --out FOLDER [--zip] [--full-size] [--version VERSION]

  --release    like 17.12.1 or 17.9.4a; known: ${Object.keys(sampleVersions).join(", ")}
  --version    the AP version, four numbers; required for any other release
  --out        the folder for the files; created when it is missing
  --zip        one zip, named like C9800-AP-universalk9.17.12.01.zip, instead of the unpacked files
  --full-size  the sizes of a real release (about 880 MB) instead of about 90 MB
  --help       this text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      release: { type: "string" },
      version: { type: "string" },
      out: { type: "string" },
      zip: { type: "boolean", default: false },
      "full-size": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (values.release === undefined || values.out === undefined) {
    throw new Error("Give --release and --out. See --help.");
  }
  let shown = -1;
  const bundle = await writeSampleBundle({
    release: values.release,
    out: values.out,
    zip: values.zip,
    fullSize: values["full-size"],
    ...(values.version === undefined ? {} : { version: values.version }),
    onProgress({ file, bytes, totalBytes }) {
      const percent = Math.floor((bytes / totalBytes) * 100);
      if (percent === shown || !process.stderr.isTTY) return;
      shown = percent;
      process.stderr.write(`\r${String(percent).padStart(3)} %  ${file.padEnd(30)}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write(`\r${" ".repeat(40)}\r`);
  for (const file of bundle.files) process.stdout.write(`${file}\n`);
  process.stdout.write(`${formatBytes(bundle.totalBytes)}, AP version ${bundle.version}, synthetic.\n`);
}

main().catch((thrown: unknown) => {
  const { message, remedy } = faultOf(thrown);
  process.stderr.write(`sample-bundle: ${message}${remedy === undefined ? "" : ` ${remedy}`}\n`);
  process.exitCode = 1;
});
