/** `npm run backup`: copies the data folder, while the console runs or not. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { faultOf, faultText } from "@/lib/contracts/fault";
import { backupDataDir } from "@/lib/engine/backup";
import { readEnv } from "@/lib/env";
import { formatBytes } from "@/lib/kit/units";

const HELP = `Copies the data folder, with a database of one moment. The console may run meanwhile.

  backup TARGET [--without-images] [--data-dir DIR]

  TARGET            a folder that does not exist yet
  --without-images  leaves out the image repository
  --data-dir        the console's data folder; by default DATA_DIR, else ./data
  --help            this text

The copy contains stored passwords and the key that encrypts them: keep it as safe as the data folder.
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "without-images": { type: "boolean", default: false },
      "data-dir": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) throw new Error("Give one target folder. See --help.");
  const target = resolve(given);
  const dataDir = values["data-dir"] === undefined ? readEnv().dataDir : resolve(values["data-dir"]);
  const { files, bytes } = await backupDataDir(dataDir, target, { withImages: !values["without-images"] });
  process.stdout.write(`${files} files, ${formatBytes(bytes)}, in ${target}\n`);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`backup: ${faultText(faultOf(thrown))}\n`);
  process.exitCode = 1;
});
