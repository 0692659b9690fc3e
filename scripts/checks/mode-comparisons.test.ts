import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findModeComparisons } from "./mode-comparisons";

const root = realpathSync(mkdtempSync(path.join(tmpdir(), "mode-comparisons-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const write = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
};

const base: Record<string, string> = {
  "tsconfig.json": JSON.stringify({
    compilerOptions: { strict: true, module: "ESNext", moduleResolution: "bundler", types: [], noEmit: true },
    include: ["**/*.ts"],
  }),
  "lib/contracts/modes/download-mode.ts": `
    export const downloadModes = ["tftp", "sftp"] as const;
    export type DownloadMode = (typeof downloadModes)[number];
    export const labels: Record<DownloadMode, string> = { tftp: "TFTP", sftp: "SFTP" };
    export const isInMode = (mode: DownloadMode) => mode === "tftp";`,
  "lib/contracts/settings.ts": `
    export const serverIds = ["tftp", "sftp"] as const;
    export type ServerId = (typeof serverIds)[number];`,
  "lib/contracts/servers.ts": `
    export type Row = { id: "tftp"; rate: number } | { id: "sftp"; keys: number };`,
};

/** One line of code in a file of its own, after these declarations. */
const declarations = `
  import { type DownloadMode, downloadModes, labels } from "./contracts/modes/download-mode";
  import { type ServerId, serverIds } from "./contracts/settings";
  import type { Row } from "./contracts/servers";
  export { downloadModes, labels, serverIds };
  declare const profile: { mode: DownloadMode } | undefined;
  declare const row: Row;
  declare const server: ServerId;
  declare const transfer: { protocol: "tftp" | "sftp" | "capwap" };
  const local: Record<DownloadMode, number> = { tftp: 69, sftp: 22 };
  const names: Record<ServerId, string> = { tftp: "a", sftp: "b" };
  export { local, names, profile, row, server, transfer };
`;

const violations: Record<string, string> = {
  "a comparison": `export const x = profile?.mode === "sftp";`,
  "a comparison that stands the other way round": `export const x = "sftp" !== profile?.mode;`,
  "a comparison of a variable with any name": `const kind = profile?.mode; export const x = kind === "tftp";`,
  "a comparison of a destructured field": `export const f = ({ mode: m }: { mode: DownloadMode }) => m === "sftp";`,
  "a comparison with a constant": `const SFTP = "sftp"; export const x = profile?.mode === SFTP;`,
  "a ternary": `export const port = profile?.mode === "sftp" ? 22 : 69;`,
  "a switch": `export function f(mode: DownloadMode) { switch (mode) { case "tftp": return 69; default: return 22; } }`,
  "a look-up in a table of its own": `export const f = (mode: DownloadMode) => local[mode];`,
  "a look-up in a literal": `export const f = (mode: DownloadMode) => ({ tftp: 69, sftp: 22 })[mode];`,
  "a look-up in a list": `export const f = (mode: DownloadMode) => ["sftp"].includes(mode);`,
  "a look-up in a map": `const ports = new Map([["tftp", 69]]); export const f = (mode: DownloadMode) => ports.get(mode);`,
};

const allowed: Record<string, string> = {
  "a look-up in a registry": `export const f = (mode: DownloadMode) => labels[mode];`,
  "a comparison of two modes": `export const f = (a: DownloadMode, b: DownloadMode) => a === b;`,
  "a comparison of a server": `export const x = server === "sftp";`,
  "a comparison of a server's row": `export const x = row.id === "sftp" && row.keys;`,
  "a comparison of a destructured row": `const { id } = row; export const x = id === "sftp";`,
  "a look-up by server": `export const x = serverIds.filter(Boolean).map((id) => names[id]);`,
  "a comparison of a transfer's protocol": `export const x = transfer.protocol === "sftp";`,
};

const fileOf = (name: string) => `lib/${name.replace(/\W+/g, "-")}.ts`;

describe("a planted line", () => {
  let found: ReturnType<typeof findModeComparisons> = [];
  beforeAll(async () => {
    const lines = Object.entries({ ...violations, ...allowed });
    const planted = lines.map(([name, line]) => [fileOf(name), declarations + line] as const);
    for (const [file, text] of [...Object.entries(base), ...planted]) await write(file, text);
    found = findModeComparisons(root);
  }, 120_000);

  test.each(Object.keys(violations))("with %s is found, with its file and line", (name) => {
    const line = declarations.split("\n").length;
    expect(found.filter(({ file }) => file === fileOf(name))).toMatchObject([{ line }]);
  });

  test.each(Object.keys(allowed))("with %s is no finding", (name) => {
    expect(found.filter(({ file }) => file === fileOf(name))).toEqual([]);
  });

  test("inside a mode's own module is no finding", () => {
    expect(found.filter(({ file }) => file.startsWith("lib/contracts/"))).toEqual([]);
  });
});

test("this repository asks for no download mode by its name", () => {
  expect(findModeComparisons(process.cwd())).toEqual([]);
}, 120_000);
