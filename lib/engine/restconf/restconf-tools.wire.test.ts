/** The RESTCONF scripts of docs/automation against the whole engine: curl with jq, Python's requests, and Ansible's uri module. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cliClient } from "@/lib/testing/cli-client";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { ansiblePlaybook, hasCurlAndJq, pythonWithRequests, runTool } from "@/lib/testing/cli-tools";
import { type EngineFixture, engineFixture } from "@/lib/testing/engine-fixture";
import { numberedLab } from "@/lib/testing/numbered-lab";
import { type RestconfServer, restconfServer } from "@/lib/testing/restconf-server";

const scripts = path.resolve(import.meta.dirname, "../../../docs/automation");
const NEW = "17.12.1.5";
const aps = ["C9120AXI-E", "C9105AXI-E", "C9130AXI-E"];

let fixture: EngineFixture;
let server: RestconfServer;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "restconf-tools-"));
  const lab = numberedLab(aps, "9120-EWC");
  fixture = await engineFixture({ ...lab, controller: { ...lab.controller, reloadSeconds: 240 } }, [
    "17.12.1",
  ]);
  await fixture.until("controller", "controller", (c) => c.joinedCount === c.apCount);
  server = await restconfServer(() => fixture.engine);
  const client = await cliClient(fixture.cliPort, CLI_PASSWORD);
  await client.exec(["configure terminal", "restconf"].join("\n"));
  client.destroy();
}, 60_000);
afterEach(async () => {
  await server.stop();
  await fixture.end();
  await rm(home, { recursive: true, force: true });
});

/** What the scripts read from the environment. */
const environment = () => [
  `EWC=${server.origin}`,
  "EWC_USER=admin",
  `EWC_PASSWORD=${CLI_PASSWORD}`,
  "SERVER=127.0.0.1",
  "FOLDER=/EWC_17_12_1",
  "INTERVAL=0.1",
  `APS=${aps.length}`,
];

function expectUpgraded(): void {
  expect(fixture.engine.bus.row("controller", "controller")?.version).toBe(NEW);
  expect(fixture.engine.bus.row("upgrade", "upgrade")?.uncommitted).toBeNull();
}

describe.skipIf(!hasCurlAndJq)("curl and jq (skipped without them)", () => {
  it("upgrade the fleet: profile, install, wait, activate, 503, versions, commit", async () => {
    const script = path.join(scripts, "restconf-upgrade.sh");
    const { status, out } = await runTool(home, "/usr/bin/env", [...environment(), "bash", script]);
    expect(status, out).toBe(0);
    expect(out).toContain("status during the reload: 503");
    expect(out).toMatch(new RegExp(`^ *${aps.length} ${NEW}$`, "m"));
    expect(out).toContain(`${NEW} install-version-state-provisioned-committed`);
    expectUpgraded();
  }, 120_000);
});

describe.skipIf(pythonWithRequests === undefined)("Python's requests (skipped without it)", () => {
  it("upgrades the fleet", async () => {
    const script = path.join(scripts, "restconf_upgrade.py");
    const args = [...environment(), pythonWithRequests ?? "python3", script];
    const { status, out } = await runTool(home, "/usr/bin/env", args);
    expect(status, out).toBe(0);
    expect(out).toContain("status during the reload: 503");
    expect(out).toContain("provisioned-committed");
    expectUpgraded();
  }, 120_000);
});

describe.skipIf(ansiblePlaybook === undefined)("Ansible's uri module (skipped without ansible)", () => {
  it("upgrades the fleet", async () => {
    const variables = {
      ewc: server.origin,
      user: "admin",
      password: CLI_PASSWORD,
      server: "127.0.0.1",
      folder: "/EWC_17_12_1",
      interval: 0,
    };
    const { status, out } = await runTool(home, ansiblePlaybook ?? "", [
      path.join(scripts, "restconf-upgrade.yml"),
      "-e",
      JSON.stringify(variables),
    ]);
    expect(status, out).toBe(0);
    expectUpgraded();
  }, 300_000);
});
