/** The commands `npm run import` and `npm run sample-bundle`, run as an operator runs them. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { infoText, tarOf } from "@/lib/testing/tar-archive";

const repositoryRoot = fileURLToPath(new URL("..", import.meta.url));
let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "commands-"));
});
afterEach(() => rm(base, { recursive: true, force: true }));

type Ended = { code: number; stdout: string; stderr: string };

function run(script: string, ...args: string[]): Promise<Ended> {
  const options = { cwd: repositoryRoot, env: { ...process.env, DATA_DIR: join(base, "data") } };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", `scripts/${script}`, ...args],
      options,
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      },
    );
  });
}

describe("npm run import", () => {
  it("makes an image set of a folder, lists its files, and refuses the same name a second time", async () => {
    const folder = join(base, "C9800-AP-universalk9.17.12.01");
    await mkdir(folder);
    await writeFile(
      join(folder, "ap1g8"),
      await tarOf([{ name: "info", content: infoText("ap1g8", "17.12.1.5") }]),
    );
    const first = await run("import.ts", folder);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/ap1g8 +2\.0 kB {2}ap1g8 17\.12\.1\.5\nImported as EWC_17_12_1 into /);
    expect(await readdir(join(base, "data", "images", "EWC_17_12_1"))).toEqual(["ap1g8"]);
    expect(await readdir(join(base, "data", "staging"))).toEqual([]);

    const second = await run("import.ts", folder);
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toBe(
      "import: An image set named EWC_17_12_1 exists. Choose another name, or remove that set first.\n",
    );
  });

  it("reports wrong arguments in one line", async () => {
    expect(await run("import.ts")).toMatchObject({
      code: 1,
      stderr: "import: Give one zip or folder. See --help.\n",
    });
    expect((await run("import.ts", "--help")).stdout).toMatch(/^Imports an image bundle/);
  });
});

describe("npm run sample-bundle", () => {
  it("reports wrong arguments in one line", async () => {
    const unknown = await run("sample-bundle.ts", "--release", "17.15.2", "--out", base);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/^sample-bundle: The AP version of release 17\.15\.2 is not known.*\n$/);
    expect((await run("sample-bundle.ts", "--help")).stdout).toMatch(/Not vendor software\./);
    expect(await readdir(base)).toEqual([]);
  });
});
