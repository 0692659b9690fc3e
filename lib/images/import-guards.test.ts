import { describe, expect, it } from "vitest";
import { type ArchiveEntry, defaultImportLimits, planImport } from "./import-guards";

const entry = (name: string, more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  name,
  sizeBytes: 1000,
  storedBytes: 1000,
  mode: name.endsWith("/") ? 0o040755 : 0o100644,
  encrypted: false,
  ...more,
});
const plan = (...entries: ArchiveEntry[]) => planImport(entries, null);
const paths = (...entries: ArchiveEntry[]) => {
  const planned = plan(...entries);
  return planned.ok ? planned.value.files.map((file) => file.path) : planned.fault;
};
const refusal = (...entries: ArchiveEntry[]) => {
  const planned = plan(...entries);
  return planned.ok ? null : planned.fault;
};

describe("a bundle", () => {
  it("has all its files with their place in the archive, and their total size", () => {
    expect(plan(entry("ap1g8"), entry("C9800-AP-iosxe-wlc.bin"), entry("readme.txt"))).toEqual({
      ok: true,
      value: {
        totalBytes: 3000,
        files: [
          { index: 0, path: "ap1g8", sizeBytes: 1000 },
          { index: 1, path: "C9800-AP-iosxe-wlc.bin", sizeBytes: 1000 },
          { index: 2, path: "readme.txt", sizeBytes: 1000 },
        ],
      },
    });
  });

  it("loses folders that contain everything", () => {
    expect(paths(entry("a/"), entry("a/b/"), entry("a/b/ap1g8"), entry("a/b/docs/x"))).toEqual([
      "ap1g8",
      "docs/x",
    ]);
  });

  it("keeps folders that do not contain everything", () => {
    expect(paths(entry("ap1g8"), entry("docs/x"))).toEqual(["ap1g8", "docs/x"]);
  });

  it("loses junk files of operating systems and hidden files", () => {
    expect(
      paths(entry("a/ap1g8"), entry("__MACOSX/a/._ap1g8"), entry("a/.DS_Store"), entry("a/Thumbs.db")),
    ).toEqual(["ap1g8"]);
  });

  it("may have a single image, and images of unknown families", () => {
    expect(paths(entry("ap2g1"))).toEqual(["ap2g1"]);
  });
});

describe("an archive is refused", () => {
  it("when an entry leads outside its folder, in any notation", () => {
    for (const name of [
      "../ap1g8",
      "a/../../ap1g8",
      "/ap1g8",
      "//host/ap1g8",
      "C:/ap1g8",
      "C:ap1g8",
      "..\\ap1g8",
      "a\\ap1g8",
      "./ap1g8",
      "a//ap1g8",
      "",
      "ap1g8\0.txt",
      "ap1g8\n",
      "ap1g8\u202etxt",
      "ap1g8\ud800",
      "con",
      "a/NUL.txt",
      "com1",
      "ap1g8.",
      "ap1g8 ",
      "ap1g8:stream",
      "x".repeat(256),
      "a/b/c/d/e/f/g/h/ap1g8",
      "../",
    ]) {
      expect(refusal(entry("ap1g8"), entry(name))?.code, JSON.stringify(name)).toBe("unsafe-path");
    }
  });

  it("when an entry is a symbolic link or a device, by its mode", () => {
    expect(refusal(entry("ap1g8", { mode: 0o120777 }))).toMatchObject({
      code: "unsafe-path",
      message: 'Entry "ap1g8" is a symbolic link.',
    });
    for (const mode of [0o020666, 0o060660, 0o010644, 0o140644, 0o040755]) {
      expect(refusal(entry("ap1g8", { mode }))?.code).toBe("unsafe-path");
    }
  });

  it("when an entry is encrypted", () => {
    expect(refusal(entry("ap1g8", { encrypted: true }))?.code).toBe("not-a-bundle");
  });

  it("when two entries have the same path, also when only case or Unicode composition differ", () => {
    const pairs = [
      ["ap1g8", "ap1g8"],
      ["ap1g8", "AP1G8"],
      ["x/\u00e9", "x/e\u0301"],
      ["docs", "docs/x"],
      ["docs/x", "docs"],
      ["Docs/x", "docs/y"],
    ] as const;
    for (const [a, b] of pairs) {
      expect(refusal(entry("ap1g7"), entry(a), entry(b))?.code, `${a} ${b}`).toBe("name-clash");
    }
  });

  it("when an entry or the whole archive unpacks to too much, when entries overlap, or when there are too many", () => {
    const mega = 1_000_000;
    expect(refusal(entry("ap1g8", { sizeBytes: 500 * mega, storedBytes: mega }))?.code).toBe("bomb");
    expect(refusal(entry("ap1g8", { sizeBytes: Number.NaN }))?.code).toBe("bomb");
    expect(refusal(entry("ap1g8", { sizeBytes: -1 }))?.code).toBe("bomb");
    const many = Array.from({ length: 9 }, (_, i) =>
      entry(`ap${i + 1}g1`, { sizeBytes: 2_000 * mega, storedBytes: 2_000 * mega }),
    );
    expect(refusal(...many)?.code).toBe("bomb");
    const small = Array.from({ length: 100 }, (_, i) =>
      entry(`ap1g${i}`, { sizeBytes: 3 * mega, storedBytes: 3000 }),
    );
    expect(refusal(...small)?.code).toBe("bomb");
    const overlapping = planImport([entry("ap1g8"), entry("ap1g7")], 1500);
    expect(overlapping).toMatchObject({ ok: false, fault: { code: "bomb" } });
    const crowd = Array.from({ length: defaultImportLimits.maxEntries + 1 }, (_, i) => entry(`f${i}`));
    expect(refusal(entry("ap1g8"), ...crowd)?.code).toBe("bomb");
  });

  it("when it has no image, with a remedy", () => {
    expect(refusal()?.message).toMatch(/^It is empty, but no access point image/);
    expect(refusal(entry("holiday.jpg"))).toMatchObject({
      code: "not-a-bundle",
      message: 'It has "holiday.jpg", but no access point image (ap1g8, ap1g6a ...) and no controller image.',
    });
    expect(refusal(entry("x/bundle.zip"))?.remedy).toBe('Unpack it once, and import "bundle.zip" from it.');
  });
});
