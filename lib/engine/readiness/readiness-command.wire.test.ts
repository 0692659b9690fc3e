/** The command `readiness`: what it prints, and its exit status, which a pipeline decides by. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readinessReportSchema } from "@/lib/contracts/readiness/report";
import { fleetPaste } from "@/lib/testing/fleet-paste";
import { freeUdpPort } from "@/lib/testing/installed-programs";
import { readinessRun } from "@/lib/testing/readiness-run";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "readiness-command-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function listing(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

const READY =
  "name,model,ip,running\nHQ-1,C9120AXI-E,192.0.2.1,17.9.4.27\nHQ-2,C9120AXI-E,192.0.2.2,17.9.4.27\n";

test("a pasted listing of 300 access points with noise becomes a readiness report", async () => {
  const { status, out } = await readinessRun("--fleet", await listing("paste", fleetPaste(300)), "--json");
  const report = readinessReportSchema.parse(JSON.parse(out));
  expect(report.apCount).toBe(300);
  const result = (id: string) => report.results.find((one) => one.id === id);
  expect(result("listing-complete")).toMatchObject({
    verdict: "warning",
    finding: "1 line was not recognized.",
  });
  expect(result("aps-joined")).toMatchObject({ verdict: "outage", affected: ["HQ-AP-7"] });
  expect(result("predownload-state")).toMatchObject({
    verdict: "warning",
    affected: expect.arrayContaining(["HQ-AP-9"]),
  });
  expect(result("fleet-size")).toMatchObject({ verdict: "warning" });
  expect(result("other-controllers")).toMatchObject({ affected: ["HQ-AP-3"] });
  expect(result("path-mtu")).toMatchObject({ verdict: "warning" });
  expect(result("models-known")).toMatchObject({ verdict: "pass" });
  expect(result("uncommitted-version")).toMatchObject({ verdict: "pass" });
  expect(result("images-present")).toMatchObject({ verdict: "not-checked", finding: "No server was given." });
  expect(status).toBe(2);
});

test("the exit status is 0 for ready and 1 for warnings", async () => {
  const fleet = await listing("ready.csv", READY);
  const ready = await readinessRun("--fleet", fleet);
  expect(ready).toMatchObject({ status: 0, err: "" });
  expect(ready.out).toMatch(/^Ready\. .*Pass: \d+$/m);
  const mixed = await listing("mixed.csv", READY.replace("C9120AXI-E", "C9120AXI-B"));
  expect(await readinessRun("--fleet", mixed)).toMatchObject({ status: 1 });
});

test("the exit status is 2 when nothing listens at the server, and the table says so", async () => {
  const url = `tftp://127.0.0.1:${await freeUdpPort()}/EWC_17_12_1`;
  const { status, out } = await readinessRun("--fleet", await listing("ready.csv", READY), "--server", url);
  expect(status).toBe(2);
  expect(out).toContain(url);
  expect(out).toMatch(/^FAIL {4}The server answers on its port: No TFTP server answers/m);
  expect(out).toMatch(/^ {2}What to do: Start the TFTP server/m);
});

test("a report is printed as Markdown when it is asked for", async () => {
  const { out } = await readinessRun("--fleet", await listing("ready.csv", READY), "--markdown");
  expect(out).toMatch(/^# Readiness for an upgrade/);
});

test.each([
  [[], "Give --fleet, --server, or both."],
  [["--fleet", "/nowhere/at/all"], "/nowhere/at/all cannot be read (ENOENT)."],
  [["--server", "http://192.0.2.10/EWC"], "is not a URL such as tftp://"],
  [["--server", "sftp://ewc:word@192.0.2.10/EWC"], "Give the password in a file"],
  [["--server", "tftp://192.0.2.10/EWC", "--window", "soon"], "plan windowMinutes"],
  [["--server", "tftp://192.0.2.10/EWC", "--target", "17.12"], "Enter four numbers"],
  [["--nonsense"], "--nonsense"],
])("bad input %j has the exit status 3 and a sentence", async (args, sentence) => {
  const { status, out, err } = await readinessRun(...args);
  expect(status).toBe(3);
  expect(out).toBe("");
  expect(err).toContain(sentence);
});

test("help is printed with exit status 0", async () => {
  expect(await readinessRun("--help")).toMatchObject({
    status: 0,
    out: expect.stringContaining("Exit status: 0 ready"),
  });
});
