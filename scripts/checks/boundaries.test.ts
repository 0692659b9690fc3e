/** The rules of .dependency-cruiser.cjs report a planted violation. */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const PROJECT = process.cwd();
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "boundaries-"));
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
    copyFileSync(join(PROJECT, file), join(root, file));
  symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"), "junction");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Runs `npm run boundaries` over the planted tree. */
function boundaries(): Promise<{ code: number; output: string }> {
  const script = join(PROJECT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [script, "--config", ".dependency-cruiser.cjs", "--output-type", "err", "."];
  return new Promise((resolve) => {
    execFile(process.execPath, [...args, "--exclude", "node_modules"], { cwd: root }, (error, stdout) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout }),
    );
  });
}

it("a feature that imports another feature is reported with both files", async () => {
  plant({
    "components/lab/lab-page.tsx":
      'import { bar } from "@/components/upgrade/bar";\nexport const page = bar;\n',
    "components/upgrade/bar.ts": "export const bar = 1;\n",
  });
  const { code, output } = await boundaries();
  expect(code).toBe(1);
  expect(output).toContain(
    "error features-do-not-import-each-other: components/lab/lab-page.tsx → components/upgrade/bar.ts",
  );
});

it("a feature that imports a shared room is accepted", async () => {
  plant({
    "components/lab/lab-page.tsx": 'import { bar } from "@/components/ui/bar";\nexport const page = bar;\n',
    "components/ui/bar.ts": "export const bar = 1;\n",
  });
  expect(await boundaries()).toMatchObject({ code: 0 });
});

it("an image download that imports the simulation is reported, also when only a type is imported", async () => {
  plant({
    "lib/engine/image-download/bar.ts":
      'import type { Bar } from "../simulation/bar";\nexport const bar: Bar = 1;\n',
    "lib/engine/simulation/bar.ts": "export type Bar = number;\n",
  });
  const { code, output } = await boundaries();
  expect(code).toBe(1);
  expect(output).toContain(
    "error image-download-knows-no-simulation: lib/engine/image-download/bar.ts → lib/engine/simulation/bar.ts",
  );
});
