/** The package of `npm run package`, made of the build that the other tests use, runs with Node.js alone. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programOf } from "./support/clean-root";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, slowLab } from "./support/labs";
import { Operator } from "./support/operator";
import { sampleSet } from "./support/samples";
import { expect, test } from "./support/test";

const work = mkdtempSync(join(tmpdir(), "ewc-package-"));
let folder: string;
let app: RunningConsole | undefined;

test.beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join("scripts", "package.mjs"), "--prepared", "--no-archive", "--out", join(work, "out")],
    { encoding: "utf8" },
  );
  expect(`${stderr}${status}`).toBe("0");
  console.log(stdout.trim());
  folder = join(work, "out", readdirSync(join(work, "out"))[0] ?? "");
});
test.afterEach(async () => {
  await app?.close();
  app = undefined;
});
test.afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Runs a command of the package with nothing of this repository in its environment. */
const ewc = (from: string, args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(from, "ewc.mjs"), ...args], {
    encoding: "utf8",
    cwd: work,
    env: { NODE_ENV: "production", PATH: "", ...env },
  });

test("in a root with Node.js alone, Save & Download runs to Ready across kill -9, and health and metrics answer", async ({
  page,
}) => {
  const root = mkdtempSync(join(work, "root-"));
  const lab = labFile(slowLab());
  const program = programOf(root, folder);
  cpSync(lab, join(root, lab), { recursive: true });
  const begin = Date.now();
  app = await startConsole({ lab, program });
  console.log(`The package was ready ${Date.now() - begin} ms after its start.`);
  sampleSet(app.dataDir, "EWC_17_12_1", "17.12.1");
  const operator = new Operator(page, app.url);
  await operator.open();
  await operator.typeProfile({ server: "127.0.0.1", path: "EWC_17_12_1" });
  await operator.saveAndDownload();
  await expect(operator.stage("AP Image Download")).toContainText("in progress");
  await app.kill("SIGKILL");
  await app.restart();
  await expect(page.getByRole("button", { name: "Activate", exact: true })).toBeVisible({ timeout: 150_000 });
  for (const name of ["ap-1", "ap-2", "ap-3", "ap-4"])
    await expect(operator.row(name)).toContainText("Complete");

  const { url } = app;
  expect(await (await fetch(`${url}/api/health/live`)).json()).toEqual({ live: true });
  expect(await (await fetch(`${url}/api/health/ready`)).json()).toMatchObject({ ready: true });
  const metrics = await (await fetch(`${url}/metrics`, { headers: app.headers })).text();
  expect(metrics).toContain('ewc_upgrade_phase{simulated="true",phase="ready"} 1');
  expect(metrics).toMatch(/^ewc_build_info\{version="[\d.]+",node="v\d+/m);
  for (const thread of ["web", "engine"])
    expect(metrics).toMatch(new RegExp(`^ewc_event_loop_delay_max_seconds\\{thread="${thread}"\\} `, "m"));
  expect(metrics).toMatch(/^process_resident_memory_bytes [1-9]/m);
});

test("a backup that the package made while it ran has an intact audit log and is a data folder with which it starts", async () => {
  app = await startConsole({ program: [process.execPath, join(folder, "ewc.mjs")] });
  const target = join(work, "backup");
  const backup = ewc(folder, ["backup", target], { DATA_DIR: app.dataDir });
  expect(backup.stderr).toBe("");
  expect(backup.status).toBe(0);
  for (const dataDir of [app.dataDir, target]) {
    const verified = ewc(folder, ["audit-verify"], { DATA_DIR: dataDir });
    expect(verified.stderr).toBe("");
    expect(verified.stdout).toMatch(/^\d+ records, chain intact\n/);
    expect(verified.status).toBe(0);
  }
  expect(readdirSync(join(target, "images")).sort()).toEqual(readdirSync(join(app.dataDir, "images")).sort());
  const health = ewc(folder, ["health"], { PORT: new URL(app.url).port });
  expect(JSON.parse(health.stdout)).toMatchObject({ ready: true });
  expect(health.status).toBe(0);
  await app.close();
  app = await startConsole({
    program: [process.execPath, join(folder, "ewc.mjs")],
    env: { DATA_DIR: target },
  });
  expect(await (await fetch(`${app.url}/api/health/ready`)).json()).toMatchObject({ ready: true });
});

test("a package speaks HTTPS with a certificate of its own, and its health check asks for it", async () => {
  app = await startConsole({
    lab: labFile(slowLab()),
    program: [process.execPath, join(folder, "ewc.mjs")],
    env: { TLS: "self-signed" },
  });
  expect(app.url).toMatch(/^https:/);
  const health = ewc(folder, ["health"], { PORT: new URL(app.url).port, TLS: "self-signed" });
  expect(health.stderr).toBe("");
  expect(JSON.parse(health.stdout)).toMatchObject({ ready: true });
  expect(health.status).toBe(0);
});

test("a package imports an image set", () => {
  const source = join(work, "source");
  sampleSet(source, "EWC_17_12_1", "17.12.1");
  const dataDir = join(work, "imported");
  const { stdout, stderr, status } = ewc(folder, [
    "import",
    join(source, "images", "EWC_17_12_1"),
    "--name",
    "EWC_17_12_1",
    "--data-dir",
    dataDir,
  ]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(stdout).toContain("Imported as EWC_17_12_1");
  expect(existsSync(join(dataDir, "images", "EWC_17_12_1", "ap1g8"))).toBe(true);
});

test("another major version of Node.js, a bad setting and an unknown command are refused in one line", () => {
  const other = join(work, "other");
  cpSync(folder, other, { recursive: true, verbatimSymlinks: true });
  const about = JSON.parse(readFileSync(join(other, "about.json"), "utf8")) as { nodeMajor: number };
  writeFileSync(join(other, "about.json"), JSON.stringify({ ...about, nodeMajor: 99 }));
  const refused = ewc(other, ["start"]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(
    /^This package is for \S+-node99\. This is Node\.js \d+ on \S+: use the package for \S+\.\n$/,
  );
  const setting = ewc(folder, ["start"], { HOST: "everywhere" });
  expect(setting.status).toBe(1);
  expect(setting.stderr).toBe('Cannot start: HOST="everywhere" is not an IPv4 or IPv6 address.\n');
  const unknown = ewc(folder, ["audit"]);
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toBe('There is no command "audit". See node ewc.mjs --help.\n');
});

test("the package has only what runs: no compiler, no command-line tool, and no path of the machine that made it", () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const tools = [
    "typescript",
    "tsx",
    "esbuild",
    "prisma",
    "@prisma/studio-core",
    "@playwright",
    "vitest",
    "npm",
  ];
  expect(tools.filter((name) => existsSync(join(folder, "node_modules", name)))).toEqual([]);
  expect(files.filter((file) => /\.(?:ts|tsx|map)$/.test(file))).toEqual([]);
  const texts = files.filter((file) => /\.(?:js|mjs|cjs|json|html|txt|rsc)$/.test(file));
  const telltale = texts.filter((file) => readFileSync(file, "utf8").includes(process.cwd()));
  expect(telltale).toEqual([]);
});
