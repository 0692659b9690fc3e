import { posix, win32 } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ArchiveEntry, defaultImportLimits, planImport } from "./import-guards";

const segment = fc.oneof(
  fc.constantFrom(
    "ap1g8",
    "AP1G8",
    "docs",
    "..",
    ".",
    "",
    "C:",
    "con",
    "a\\b",
    "..\\..",
    "\u00e9",
    "e\u0301",
    "x.",
  ),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ maxLength: 6 }),
);
const name = fc.oneof(
  { weight: 3, arbitrary: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")) },
  { weight: 2, arbitrary: fc.constantFrom("ap1g8", "ap1g7", "a/ap1g6", "a/b/ap1g8", "docs/readme.txt") },
);
const entry: fc.Arbitrary<ArchiveEntry> = fc.record({
  name,
  sizeBytes: fc.oneof(fc.nat(10_000), fc.double()),
  storedBytes: fc.nat(10_000),
  mode: fc.constantFrom(0, 0o100644, 0o040755, 0o120777),
  encrypted: fc.constantFrom(false, false, false, true),
});
/** Mostly harmless, so that many lists pass. */
const mildEntry = fc.record({
  name: fc.oneof(
    fc.constantFrom("ap1g8", "ap1g7", "d/ap1g8", "d/ap1g7", "readme"),
    fc.string({ minLength: 1, maxLength: 5 }).map((s) => `d/${s}`),
  ),
  sizeBytes: fc.nat(10_000),
  storedBytes: fc.nat(10_000),
  mode: fc.constantFrom(0, 0o100644),
  encrypted: fc.constant(false),
});
const entries = fc.oneof(
  fc.array(entry, { maxLength: 6 }),
  fc.array(mildEntry, { minLength: 1, maxLength: 4 }),
);

const folded = (path: string) => path.normalize("NFC").toLowerCase();

describe("the import guards", () => {
  it("accept only plain files inside the folder, each with a path of its own", () => {
    let passed = 0;
    fc.assert(
      fc.property(entries, (list) => {
        const planned = planImport(list, null);
        if (!planned.ok) return;
        passed++;
        const { files, totalBytes } = planned.value;
        const places = new Set(files.map((file) => folded(file.path)));
        expect(places.size).toBe(files.length);
        for (const { path, index } of files) {
          expect(posix.join("/root/set", path).startsWith("/root/set/")).toBe(true);
          expect(win32.join("C:\\root\\set", path).startsWith("C:\\root\\set\\")).toBe(true);
          expect(posix.normalize(path)).toBe(path);
          expect(list[index]?.name.endsWith(path)).toBe(true);
          expect((list[index]?.mode ?? 0) & 0o170000).not.toBe(0o120000);
          for (const other of places) expect(folded(path).startsWith(`${other}/`)).toBe(false);
        }
        expect(totalBytes).toBeLessThanOrEqual(defaultImportLimits.maxTotalBytes);
      }),
      { numRuns: 1500 },
    );
    expect(passed).toBeGreaterThan(50);
  });

  it("refuse with one sentence without control characters", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const planned = planImport(list, null);
        if (planned.ok) return;
        expect(planned.fault.message).toMatch(/^[^\p{Cc}]+\.$/u);
      }),
      { numRuns: 800 },
    );
  });
});
