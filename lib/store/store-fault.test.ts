import { expect, test } from "vitest";
import { storeFaultOf, unusable } from "./store-fault";

const FILE = "data/ewc.db";
const sqlite = (code: string, message: string) => Object.assign(new Error(message), { code });
/** As the driver adapter throws it. */
const adapterError = (originalCode: string, originalMessage: string) =>
  Object.assign(new Error("query failed"), { cause: { originalCode, originalMessage } });

test("a full disk can recover, and the remedy is to free disk space", () => {
  for (const thrown of [
    sqlite("SQLITE_FULL", "database or disk is full"),
    adapterError("SQLITE_FULL", "database or disk is full"),
  ])
    expect(storeFaultOf(thrown, FILE)).toEqual({
      retry: true,
      fault: {
        code: "disk-full",
        message:
          "The disk that holds data/ewc.db is full. Changes are refused, and new records are kept in memory.",
        remedy: "Free some disk space. The console then writes the records automatically.",
      },
    });
});

test("a database that another program has locked can recover, whichever kind of lock it is", () => {
  for (const code of ["SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"])
    expect(storeFaultOf(sqlite(code, "database is locked"), FILE)).toEqual({
      retry: true,
      fault: {
        code: "store-unusable",
        message:
          "Another program has locked data/ewc.db. Changes are refused, and new records are kept in memory.",
        remedy: "End the other program. The console then writes the records automatically.",
      },
    });
});

test("a damaged database is not written again, and SQLite's own words are in the message", () => {
  for (const [code, words] of [
    ["SQLITE_NOTADB", "file is not a database"],
    ["SQLITE_CORRUPT", "database disk image is malformed"],
  ] as const)
    expect(storeFaultOf(sqlite(code, words), FILE)).toEqual({
      retry: false,
      fault: {
        code: "store-unusable",
        message: `data/ewc.db is damaged or is not a database: ${words}.`,
        remedy: "Restore a copy of it, or move it away to start with an empty one.",
      },
    });
});

test("a database that cannot be written can recover once the disk or the permissions are right", () => {
  for (const code of ["SQLITE_IOERR_WRITE", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"])
    expect(storeFaultOf(sqlite(code, "no access"), FILE)).toEqual({
      retry: true,
      fault: {
        code: "store-unusable",
        message: "data/ewc.db cannot be written: no access.",
        remedy: "Check the disk and the permissions of the data folder.",
      },
    });
});

test("SQLite's words are found in an error that Prisma's client wrapped around the driver's, without source code", () => {
  const wrapped = Object.assign(new Error("Invalid `prisma.log.createMany()` invocation in\n  12 write()"), {
    code: "P2010",
    meta: {
      driverAdapterError: adapterError("SQLITE_READONLY_ROLLBACK", "attempt to write a readonly database"),
    },
  });
  expect(storeFaultOf(wrapped, FILE).fault.message).toBe(
    "data/ewc.db cannot be written: attempt to write a readonly database.",
  );
});

test("an error that is not SQLite's is not retried, whatever was thrown", () => {
  for (const [thrown, words] of [
    [new Error("no such table: Ap"), "no such table: Ap"],
    [Object.assign(new Error("missing"), { code: "P2025" }), "missing"],
    ["closed", "closed"],
    [null, "null"],
  ] as const)
    expect(storeFaultOf(thrown, FILE)).toEqual({
      retry: false,
      fault: { code: "internal", message: `The database reported an error: ${words}` },
    });
});

test("an unusable database is thrown as a fault with its remedy", () => {
  const thrown = unusable("It is of a later version.", "Install that version.");
  expect(thrown.fault).toEqual({
    code: "store-unusable",
    message: "It is of a later version.",
    remedy: "Install that version.",
  });
});
