/** The scripts of docs/automation, run as they are by programs of others against the API with a whole engine behind it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type ApiConsole, apiConsole } from "@/lib/testing/api-console";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { installed, type Ran, run, titleWith } from "@/lib/testing/installed-programs";
import { numberedLab } from "@/lib/testing/numbered-lab";

const root = path.resolve(import.meta.dirname, "../../..");
const scripts = path.join(root, "docs", "automation");

let api: ApiConsole | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function startConsole(): Promise<ApiConsole> {
  const lab = numberedLab(["C9120AXI-E", "C9120AXI-E"]);
  const controller = { ...lab.controller, reloadSeconds: 5 };
  api = await apiConsole({ ...lab, controller, clockFactor: 600 }, ["17.12.1"]);
  await api.fixture.until("controller", "controller", ({ joinedCount }) => joinedCount === 2);
  return api;
}

/** Runs a program with what the scripts read from their environment, and nothing else that could decide how it runs. */
function runScript(
  { url, adminToken }: ApiConsole,
  program: string,
  args: string[],
  more: string[] = [],
): Promise<Ran> {
  const token = (adminToken.authorization ?? "").replace("Bearer ", "");
  const env = [`CONSOLE=${url}`, `TOKEN=${token}`, "IMAGES=EWC_17_12_1", "no_proxy=127.0.0.1", ...more];
  return run("env", [...env, program, ...args], undefined, root);
}

/** Whether the Python that a shell finds has the package `requests`. */
const hasRequests = (await run("python3", ["-c", "import requests"])).code === 0;
const withRequests = (title: string): string =>
  hasRequests ? title : `${title} (skipped: python3 with requests is not installed)`;
const ansible = installed("ansible-playbook");

describe("an upgrade from its start to the end", { timeout: 120_000 }, () => {
  test.skipIf(installed("curl") === undefined)(titleWith("curl", "by sh and curl"), async () => {
    const { code, output } = await runScript(await startConsole(), "sh", [path.join(scripts, "upgrade.sh")]);
    expect([code, output]).toEqual([0, expect.stringMatching(/\ncomplete\n$/)]);
    expect(api?.fixture.engine.bus.row("controller", "controller")?.version).toBe("17.12.1.5");
  });

  test.skipIf(!hasRequests)(withRequests("by Python"), async () => {
    const { code, output } = await runScript(await startConsole(), "python3", [
      path.join(scripts, "upgrade.py"),
    ]);
    expect([code, output]).toEqual([0, expect.stringMatching(/^complete\n17\.12\.1\.\d+\n$/)]);
  });

  test.skipIf(ansible === undefined)(titleWith("ansible-playbook", "by an Ansible playbook"), async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), "ewc-ansible-"));
    const { code, output } = await runScript(
      await startConsole(),
      ansible ?? "",
      ["-i", "localhost,", "-c", "local", path.join(scripts, "upgrade.yml")],
      [`ANSIBLE_LOCAL_TEMP=${home}`, `HOME=${home}`, "LC_ALL=C.UTF-8"],
    );
    rmSync(home, { recursive: true, force: true });
    expect(output).toMatch(/failed=0/);
    expect(code).toBe(0);
  });
});

test.skipIf(!hasRequests)(
  withRequests(
    "a lab is made, a fault set, the failure explained and repaired, and the upgrade finished, by Python",
  ),
  { timeout: 120_000 },
  async () => {
    const { code, output } = await runScript(await startConsole(), "python3", [path.join(scripts, "why.py")]);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^south failed: \S.*\nThe upgrade ended: complete\n$/s),
    ]);
  },
);

describe("the GitHub workflow", { timeout: 120_000 }, () => {
  type Step = { name?: string; run?: string; uses?: string; if?: string };
  type Workflow = { on: string[]; jobs: Record<string, { env: Record<string, string>; steps: Step[] }> };
  const workflow = parse(readFileSync(path.join(scripts, "github-workflow.yml"), "utf8")) as Workflow;
  const { env, steps } = workflow.jobs.upgrade ?? { env: {}, steps: [] };
  const commands = steps.flatMap((step) => (step.run === undefined || step.if !== undefined ? [] : [step]));

  test("starts the console by a script that there is", () => {
    const { scripts: known } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(commands[0]?.run).toMatch(/^npm start /);
    expect(Object.keys(known)).toContain("start");
    expect(
      steps.every((step) => step.run !== undefined || /^actions\/\w[\w-]*@v\d+$/.test(step.uses ?? "")),
    ).toBe(true);
  });

  test.skipIf(installed("curl") === undefined)(
    titleWith("curl", "has commands that work, one after the other, once the console runs"),
    async () => {
      const { url } = await startConsole();
      const folder = mkdtempSync(path.join(os.tmpdir(), "ewc-workflow-"));
      const added = path.join(folder, "env");
      writeFileSync(added, "");
      const given = { ...env, CONSOLE: url, ADMIN_PASSWORD: CLI_PASSWORD, GITHUB_ENV: added };
      for (const { name, run: command = "" } of commands.slice(1)) {
        const own = Object.entries(given).map(([key, value]) => `${key}=${value}`);
        const before = readFileSync(added, "utf8").split("\n").filter(Boolean);
        // The workflow has the console in a folder of its own; here it is this one.
        const text = command.replaceAll("console/docs", "docs");
        const { code, output } = await run(
          "env",
          [...own, ...before, "bash", "-e", "-c", text],
          undefined,
          root,
        );
        expect([name, code, code === 0 ? "" : output]).toEqual([name, 0, ""]);
      }
      rmSync(folder, { recursive: true, force: true });
      expect(api?.fixture.engine.bus.row("controller", "controller")?.version).toBe("17.12.1.5");
    },
  );
});
