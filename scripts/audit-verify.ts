/** `npm run audit-verify`: checks the audit log's chain of hashes, while the console runs or not. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { faultOf, faultText } from "@/lib/contracts/fault";
import { readEnv } from "@/lib/env";
import { verifyAudit } from "@/lib/store/audit-verify";

const HELP = `Checks that no record of the audit log was changed, removed, moved or inserted. The console may run meanwhile.

  audit-verify [--contains HASH] [--data-dir DIR]

  --contains  also checks that a record has this hash: the last one of an earlier check
  --data-dir  the console's data folder; by default DATA_DIR, else ./data
  --help      this text

The exit status is 0 when the chain is intact, else 1. Who can write the database can make the whole chain anew: keep the
hash of the last record elsewhere, and compare it at the next check.
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      contains: { type: "string" },
      "data-dir": { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const dataDir = values["data-dir"] === undefined ? readEnv().dataDir : resolve(values["data-dir"]);
  const { records, broken, lastHash, isFound } = verifyAudit(dataDir, values.contains?.toLowerCase() ?? null);
  if (broken !== null || isFound === false) {
    process.stdout.write(`${broken ?? `no record has the hash ${values.contains}`}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${records} records, chain intact\n`);
  if (lastHash !== null) process.stdout.write(`last hash ${lastHash}\n`);
}

try {
  main();
} catch (thrown) {
  process.stderr.write(`audit-verify: ${faultText(faultOf(thrown))}\n`);
  process.exitCode = 1;
}
