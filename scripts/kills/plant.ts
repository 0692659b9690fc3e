/**
 * Faults that are planted between a kill and the next start, as if the program had lost or left something: to see that
 * the checks find them.
 */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

type Plant = (dataDir: string) => void;

function inDatabase(dataDir: string, sql: string): void {
  const db = new Database(join(dataDir, "console.db"));
  db.exec(sql);
  db.close();
}

/** By the name that `--plant` takes. */
export const plants: Readonly<Record<string, Plant>> = {
  uploads(dataDir) {
    const folder = join(dataDir, "uploads");
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  },
  settings: (dataDir) =>
    inDatabase(dataDir, `DELETE FROM "Document" WHERE key IN ('image-servers', 'profile')`),
  lab: (dataDir) =>
    inDatabase(
      dataDir,
      `UPDATE "Document" SET value = json_set(value, '$.clockFactor', 33) WHERE key IN ('lab', 'lab-next')`,
    ),
  upgrade: (dataDir) => inDatabase(dataDir, `DELETE FROM "Document" WHERE key = 'upgrade'`),
  rows: (dataDir) =>
    inDatabase(
      dataDir,
      `UPDATE "AccessPoint" SET machine = json_set(machine, '$.state.predownload.apImage',
        json('{"state":"complete","version":"9.9.9.9","bytes":1,"sizeBytes":1,"wholeBytes":1,"retryCount":0,"nextRetryAt":null,"method":"TFTP","fault":null,"isMaster":false}'))
        WHERE name = 'ap-3'`,
    ),
  files(dataDir) {
    writeFileSync(join(dataDir, "staging", "left-over"), "");
    writeFileSync(join(dataDir, "images", ".left-over"), "");
  },
};
