/** The metrics of a whole engine: they say what the pages say, and programs of others can read them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { metricsText } from "@/lib/console/metrics";
import { type MetricName, type MetricSample, metrics } from "@/lib/contracts/metrics";
import { type EngineFixture, engineFixture, upgradeUntilReady } from "@/lib/testing/engine-fixture";
import { installed } from "@/lib/testing/installed-programs";

const ap = (n: number, model: string) => ({
  name: `ap-${n}`,
  model,
  ip: `172.16.9.${n}`,
  radioMac: `0000.0000.00${n}0`,
  ethernetMac: `0000.0000.00${n}1`,
  running: "17.9.4.27",
});

let fixture: EngineFixture;
let samples: MetricSample[];
const value = (name: MetricName, labels: Record<string, string> = {}): number | undefined =>
  samples.find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, is]) => Reflect.get(sample.labels, label) === is),
  )?.value;

beforeAll(async () => {
  const controller = {
    name: "lab-EWC",
    ip: "172.16.9.9",
    running: "17.9.4.27",
    ap: "ap-1",
    ownImageBytes: 65_536,
  };
  const aps = [ap(1, "C9120AXI-E"), ap(2, "C9120AXI-E"), ap(3, "C9105AXI-E")];
  fixture = await engineFixture({ controller, aps, clockFactor: 60 }, ["17.12.1"]);
  await fixture.until("controller", "controller", (c) => c.joinedCount === 3);
  await upgradeUntilReady(fixture, "EWC_17_12_1");
  samples = await fixture.order("engine.metrics", {});
});
afterAll(() => fixture?.end());

describe("the metrics after Save & Download", () => {
  test("have the upgrade of the page: its phase, its stage and its counters", () => {
    expect(value("ewc_upgrade_phase", { phase: "ready" })).toBe(1);
    expect(value("ewc_upgrade_phase", { phase: "running" })).toBe(0);
    expect(value("ewc_upgrade_stage", { stage: "Activate" })).toBe(1);
    expect(value("ewc_upgrade_access_points", { state: "completed" })).toBe(3);
    expect(value("ewc_upgrade_access_points", { state: "failed" })).toBe(0);
    expect(value("ewc_upgrade_progress_ratio")).toBe(1);
    expect(value("ewc_events_total", { type: "upgrade.ready" })).toBe(1);
  });

  test("have the transfers of the Transfers page", () => {
    const sent = fixture.engine.bus
      .rows("transfers")
      .filter(({ protocol, direction }) => protocol === "tftp" && direction === "send");
    const complete = sent.filter(({ outcome }) => outcome === "complete").length;
    const labels = { protocol: "tftp", direction: "send" };
    expect(complete).toBeGreaterThan(0);
    expect(value("ewc_transfers_total", { ...labels, outcome: "complete" })).toBe(complete);
    expect(value("ewc_transfer_bytes_total", labels)).toBe(sent.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(value("ewc_transfers_running", labels)).toBe(0);
  });

  test("say of controller and access points that they are simulated", () => {
    expect(value("ewc_controller_up", { simulated: "true" })).toBe(1);
    expect(value("ewc_access_points", { simulated: "true", joined: "true" })).toBe(3);
  });

  test("have the image servers, the store and the event loop of the engine", () => {
    expect(value("ewc_image_server_up", { server: "tftp" })).toBe(1);
    expect(value("ewc_image_server_up", { server: "catalog" })).toBe(0);
    expect(value("ewc_store_up")).toBe(1);
    expect(value("ewc_store_size_bytes")).toBeGreaterThan(4096);
    expect(value("ewc_event_loop_delay_max_seconds", { thread: "engine" })).toBeGreaterThanOrEqual(0);
    expect(value("ewc_event_loop_active_seconds_total", { thread: "engine" })).toBeGreaterThan(0);
  });

  test("have exactly the labels of their metric", () => {
    const wrong = samples.filter(
      ({ name, labels }) => Object.keys(labels).sort().join() !== [...metrics[name].labels].sort().join(),
    );
    expect(wrong).toEqual([]);
  });
});

const promtool = installed("promtool");
test.skipIf(promtool === undefined)("promtool reads the text and finds nothing to complain of", async () => {
  const { status, stdout, stderr } = spawnSync(promtool ?? "", ["check", "metrics"], {
    input: await metricsText(samples),
    encoding: "utf8",
  });
  expect(`${stdout}${stderr}`).toBe("");
  expect(status).toBe(0);
});

test("a running engine is ready, and says of each server where it listens or why it does not", async () => {
  const { ready, checks } = await fixture.order("engine.readiness", {});
  expect(ready).toBe(true);
  expect(checks.map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
    "store: takes writes",
    `tftp server: listening on 127.0.0.1, port ${fixture.tftpPort}`,
    `sftp server: listening on 127.0.0.1, port ${fixture.sftpPort}`,
    "catalog server: stopped by the operator",
  ]);
});

describe("the Grafana dashboard", () => {
  const dashboard = JSON.parse(readFileSync("docs/grafana-dashboard.json", "utf8")) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const expressions = dashboard.panels.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr));

  test("has only metrics that exist", () => {
    const names = expressions.flatMap((expr) => expr.match(/\b(?:ewc|process)_[a-z0-9_]+/g) ?? []);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !Object.hasOwn(metrics, name))).toEqual([]);
  });

  test("has only labels that its metrics have", () => {
    const selectors = expressions.flatMap((expr) => [...expr.matchAll(/((?:ewc|process)_\w+)\{([^}]*)\}/g)]);
    const wrong = selectors.flatMap(([, name = "", matchers = ""]) =>
      matchers
        .split(",")
        .map((matcher) => /^\s*(\w+)/.exec(matcher)?.[1] ?? "")
        .filter((label) => !(metrics[name as MetricName].labels as readonly string[]).includes(label)),
    );
    expect(selectors.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
