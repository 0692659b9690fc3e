/** `npm run audit-verify` as an operator runs it: what it prints, and its exit status. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AuditEntry } from "@/lib/contracts/audit";
import { DATABASE_FILE } from "@/lib/store/database";
import { openStore } from "@/lib/store/store";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ewc-verify-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Run = { status: number; out: string; error: string };
const run = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const program = ["--import", "tsx", "scripts/audit-verify.ts", "--data-dir", folder, ...args];
    execFile(process.execPath, program, (cause, out, error) => {
      resolve({ status: cause === null ? 0 : Number(cause.code), out, error });
    });
  });

test("it prints the number of records beside a running console, then the first record that breaks the chain", async () => {
  const store = await openStore({ dataDir: folder, onFault: () => undefined });
  const entry: AuditEntry = {
    actor: { name: "lena", role: "admin", from: "::1", token: null },
    action: "Reset the lab",
    detail: "{}",
    changes: [],
    outcome: "done",
    wallAt: 1,
  };
  await store.audit.append([entry, entry, entry]);
  const intact = await run();
  expect(intact).toMatchObject({ status: 0, error: "" });
  const [line, last = ""] = intact.out.split("\n");
  expect(line).toBe("3 records, chain intact");
  const hash = last.replace("last hash ", "");
  expect((await run("--contains", hash)).status).toBe(0);
  expect(await run("--contains", "feed")).toMatchObject({ status: 1, out: "no record has the hash feed\n" });
  await store.close();
  const db = new Database(join(folder, DATABASE_FILE));
  db.exec(`UPDATE "AuditEntry" SET "outcome" = 'refused' WHERE "id" = 2`);
  db.close();
  expect(await run()).toMatchObject({
    status: 1,
    out: "record 2 does not continue the chain: it was changed\n",
  });
});

test("without a database it says so in one line", async () => {
  const { status, out, error } = await run();
  expect([status, out]).toEqual([1, ""]);
  expect(error).toMatch(/^audit-verify: The audit log in .* cannot be read: .*\n$/);
});
