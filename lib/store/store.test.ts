/** The store on disk: its contract, restarts, write errors, and unusable files. */
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Fault } from "@/lib/contracts/fault";
import { createMemoryStore } from "@/lib/testing/memory-store";
import {
  logLine,
  logQuery,
  storeContract,
  storedAp,
  transferRow,
  UNLIMITED,
} from "@/lib/testing/store-contract";
import { DATABASE_FILE } from "./database";
import { openStore } from "./store";
import type { Store } from "./store-types";

const folders: string[] = [];
const opened: Store[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ewc-store-"));
  folders.push(folder);
  return folder;
}
async function open(dataDir = temporaryFolder(), onFault: (fault: Fault | null) => void = () => undefined) {
  const store = await openStore({ dataDir, onFault });
  opened.push(store);
  return store;
}
afterEach(async () => {
  await Promise.allSettled(opened.splice(0).map((store) => store.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

storeContract("the store in memory", () => Promise.resolve(createMemoryStore()));
storeContract("the store on disk", () => open());

const everyLine = { source: "syslog", apId: null, text: "", before: null, limit: 100_000 } as const;

describe("a store on disk", () => {
  it("has all rows after a restart", async () => {
    const dataDir = temporaryFolder();
    const before = await open(dataDir);
    await Promise.all([
      before.aps.upsert([storedAp(1)]),
      before.documents.put("upgrade", { state: "ap-predownload-in-progress" }),
      before.logs.append([logLine(1)]),
      before.transfers.append([transferRow("a")]),
    ]);
    await before.close();
    const after = await open(dataDir);
    expect(await after.aps.all()).toEqual([storedAp(1)]);
    expect(await after.documents.get("upgrade")).toEqual({ state: "ap-predownload-in-progress" });
    expect(await after.logs.lastId()).toBe(1);
  });

  it("has all written rows after the process was killed", async () => {
    const dataDir = temporaryFolder();
    const killed = await open(dataDir);
    await killed.aps.upsert([storedAp(1)]);
    const crashed = temporaryFolder();
    for (const suffix of ["", "-wal"])
      copyFileSync(join(dataDir, DATABASE_FILE + suffix), join(crashed, DATABASE_FILE + suffix));
    expect(await (await open(crashed)).aps.all()).toEqual([storedAp(1)]);
  });

  it("takes 2,000 access points and 5,000 lines at once, and reads them in pages", async () => {
    const store = await open();
    const aps = Array.from({ length: 2000 }, (_, n) => storedAp(n, { machine: { filler: "x".repeat(800) } }));
    const lines = Array.from({ length: 5000 }, (_, i) => logLine(i + 1, { text: `line ${i + 1} of 5000` }));
    await Promise.all([store.aps.upsert(aps), store.logs.append(lines)]);
    expect(await store.aps.all()).toEqual(aps);
    expect((await store.logs.read(everyLine)).lines).toEqual(lines);
    const { lines: found, more } = await store.logs.read({ ...everyLine, text: "LINE 1 OF", limit: 5 });
    expect(found).toEqual([lines[0]]);
    expect(more).toBe(false);
  });

  it("prunes many pages of lines in one call", async () => {
    const store = await open();
    await store.logs.append(Array.from({ length: 5000 }, (_, i) => logLine(i + 1, { text: "0123456789" })));
    expect(await store.logs.prune({ ...UNLIMITED, textBytes: 1000 })).toBe(4900);
    expect((await store.logs.read(everyLine)).lines.map((line) => line.id)).toEqual(
      Array.from({ length: 100 }, (_, i) => 4901 + i),
    );
  });

  it("keeps its file below a limit while a flood of lines goes on, and leaves the other logs alone", async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir);
    await store.logs.append([logLine(1, { source: "install", text: "kept" })]);
    const databaseBytes = 4_000_000;
    let id = 2;
    for (let round = 0; round < 20; round++) {
      await store.logs.append(Array.from({ length: 2000 }, () => logLine(id++, { text: "x".repeat(200) })));
      await store.logs.prune({ ...UNLIMITED, databaseBytes });
    }
    expect((await store.logs.read(logQuery({ source: "install" }))).lines).toHaveLength(1);
    expect((await store.logs.read(logQuery({ limit: 10_000 }))).lines.length).toBeGreaterThan(2000);
    await store.close();
    expect(statSync(join(dataDir, DATABASE_FILE)).size).toBeLessThan(1.5 * databaseBytes);
  });

  it("makes its folder and files unreadable for other users", async () => {
    const dataDir = join(temporaryFolder(), "data");
    await open(dataDir);
    if (process.platform === "win32") return;
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    for (const suffix of ["", "-wal"])
      expect(statSync(join(dataDir, DATABASE_FILE + suffix)).mode & 0o777).toBe(0o600);
  });

  it("skips events and transfers that it does not know, and returns the rest", async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir);
    await store.transfers.append([transferRow("a"), transferRow("b", { endedAt: 5 })]);
    const db = new Database(join(dataDir, DATABASE_FILE));
    db.exec(`UPDATE "Transfer" SET row = '{"of": "another time"}' WHERE id = 'a'`);
    db.exec(`INSERT INTO "Event" (seq, at, wallAt, type, data) VALUES (1, 1, 1, 'ap.levitated', '{}')`);
    db.close();
    const page = await store.transfers.history({
      text: "",
      outcome: "any",
      protocol: "any",
      before: null,
      limit: 10,
    });
    expect(page.rows.map((row) => row.id)).toEqual(["b"]);
    expect(await store.events.read({ limit: 10 })).toEqual([]);
  });
});

describe("a disk that cannot be written", () => {
  it("is reported once, and waiting rows are written in order when the lock is gone", async () => {
    const dataDir = temporaryFolder();
    const faults: (Fault | null)[] = [];
    const store = await open(dataDir, (fault) => faults.push(fault));
    const other = new Database(join(dataDir, DATABASE_FILE));
    other.exec("BEGIN IMMEDIATE");
    const first = store.logs.append([logLine(1)]);
    const second = store.documents.put("upgrade", { state: "activated" });
    await vi.waitFor(() => expect(faults).toHaveLength(1));
    expect(faults[0]).toMatchObject({ code: "store-unusable", remedy: expect.stringContaining("End") });
    expect(faults[0]?.message).toContain("locked");
    expect(await store.logs.lastId(), "reading goes on").toBe(0);
    other.exec("ROLLBACK");
    other.close();
    await Promise.all([first, second]);
    expect(faults).toEqual([faults[0], null]);
    expect(await store.logs.lastId()).toBe(1);
    expect(await store.documents.get("upgrade")).toEqual({ state: "activated" });
  });

  it("makes close report how many rows could not be written", async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir);
    const other = new Database(join(dataDir, DATABASE_FILE));
    other.exec("BEGIN IMMEDIATE");
    const lost = expect(store.logs.append([logLine(1), logLine(2)])).rejects.toThrow("2 rows");
    await expect(store.close()).rejects.toMatchObject({
      fault: { code: "store-unusable", message: expect.stringContaining("2 rows could not be written") },
    });
    await lost;
    other.close();
    expect(await (await open(dataDir)).logs.lastId()).toBe(0);
  });
});

describe("opening", () => {
  const refused = async (dataDir: string, words: string) => {
    await expect(open(dataDir)).rejects.toMatchObject({
      fault: { code: "store-unusable", message: expect.stringContaining(words), remedy: expect.any(String) },
    });
  };
  it("refuses a file that is not a database, and leaves it as it is", async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, DATABASE_FILE), "This is a letter, not a database. ".repeat(200));
    await refused(dataDir, "not a database");
    expect(statSync(join(dataDir, DATABASE_FILE)).size).toBe(34 * 200);
  });
  it("refuses an empty file, so that a lost database is not taken for a first start", async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, DATABASE_FILE), "");
    await refused(dataDir, "is empty (0 bytes)");
    expect(statSync(join(dataDir, DATABASE_FILE)).size).toBe(0);
  });
  it("begins again after a first start that was killed while it made the database", async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, `${DATABASE_FILE}.new`), "half a database");
    const store = await open(dataDir);
    await store.documents.put("key", 1);
    expect(await store.documents.get("key")).toBe(1);
  });
  it("refuses a damaged database", async () => {
    const dataDir = temporaryFolder();
    const store = await open(dataDir);
    await store.logs.append(Array.from({ length: 3000 }, (_, i) => logLine(i + 1)));
    await store.close();
    const file = join(dataDir, DATABASE_FILE);
    const db = new Database(file);
    db.pragma("journal_mode = DELETE");
    db.close();
    const size = statSync(file).size;
    const fd = openSync(file, "r+");
    writeSync(fd, Buffer.alloc(size / 2, 0xa5), 0, size / 2, size / 4);
    closeSync(fd);
    await refused(dataDir, "damaged");
  });
  it("refuses another program's database", async () => {
    const dataDir = temporaryFolder();
    const db = new Database(join(dataDir, DATABASE_FILE));
    db.exec("CREATE TABLE recipes (name TEXT)");
    db.close();
    await refused(dataDir, "another program");
  });
});
