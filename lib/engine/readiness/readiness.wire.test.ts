/** Readiness in a whole engine: a run against its own servers, progress, history, single checks again, cancel, export. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReadinessInput } from "@/lib/contracts/readiness/input";
import { readinessInputSchema } from "@/lib/contracts/readiness/input";
import { type EngineFixture, engineFixture } from "@/lib/testing/engine-fixture";
import { faultIn } from "@/lib/testing/fault-in";
import { numberedLab } from "@/lib/testing/numbered-lab";

let fixture: EngineFixture;

beforeAll(async () => {
  const lab = numberedLab(["C9120AXI-E", "C9120AXI-E", "C9105AXI-E"]);
  fixture = await engineFixture(lab, ["17.12.1"]);
  await fixture.until("controller", "controller", (c) => c.joinedCount === 3);
});
afterAll(() => fixture?.end());

const input = (server: object | null): ReadinessInput =>
  readinessInputSchema.parse({ server, probe: { secondsPerImage: 60 } });
const own = (path = "EWC_17_12_1") => ({
  protocol: "tftp",
  address: "127.0.0.1",
  port: fixture.tftpPort,
  path,
});

async function run(server: object | null): Promise<string> {
  const { id } = await fixture.order("readiness.run", input(server));
  await fixture.until("readiness", "readiness", (row) => row.id === id && row.state !== "running");
  return id;
}

describe("a readiness run", () => {
  test("finds this program's own server and fleet ready, shows its progress and keeps a report", async () => {
    const id = await run(own());
    const row = fixture.engine.bus.row("readiness", "readiness");
    expect(row).toMatchObject({ id, state: "done", startedBy: "tester", fault: null });
    expect(row?.bytesRead).toBeGreaterThan(65_536 * 3);
    const report = await fixture.order("readiness.read", { id });
    expect(report).toMatchObject({ id, apCount: 3, startedFrom: "127.0.0.1", rerunOf: null });
    expect(report.summary).toEqual(row?.summary);
    expect(report.results.filter(({ verdict }) => verdict === "fails" || verdict === "outage")).toEqual([]);
    expect(report.results.find(({ id: check }) => check === "images-whole")).toMatchObject({
      verdict: "pass",
    });
    // Its reads are listed as this program's own, not as those of an access point.
    for (const { client } of fixture.engine.bus.rows("transfers")) expect(client.apId).toBeNull();
  });

  test("lists the newest report first, and pages through them", async () => {
    const first = await run(null);
    const second = await run(null);
    const page = await fixture.order("readiness.history", { before: null, limit: 1 });
    expect(page).toMatchObject({ rows: [{ id: second, server: null }], more: true });
    const next = await fixture.order("readiness.history", { before: second, limit: 1 });
    expect(next.rows.map(({ id }) => id)).toEqual([first]);
  });

  test("repeats single checks and keeps what it does not ask again", async () => {
    const id = await run(own("EWC_17_12_2"));
    const before = await fixture.order("readiness.read", { id });
    expect(before.summary.verdict).toBe("not-ready");
    const again = await fixture.order("readiness.rerun", { id, checks: ["round-trip"], password: "" });
    await fixture.until("readiness", "readiness", (row) => row.id === again.id && row.state === "done");
    const after = await fixture.order("readiness.read", { id: again.id });
    expect(after.rerunOf).toBe(id);
    const files = (report: typeof before) => report.facts.server.known && report.facts.server.value.files;
    expect(files(after)).toEqual(files(before));
    expect(after.facts.gatheredAt).toBeGreaterThanOrEqual(before.facts.gatheredAt);
  });

  test("never keeps the password", async () => {
    const server = {
      ...own(),
      protocol: "sftp",
      port: fixture.sftpPort,
      user: "ewc",
      password: "a secret word",
    };
    const report = await fixture.order("readiness.read", { id: await run(server) });
    expect(JSON.stringify(report)).not.toContain("a secret word");
    expect(report.results.find(({ id }) => id === "credentials")).toMatchObject({ verdict: "fails" });
  });

  test("refuses a second run, and ends without a report when it is canceled", async () => {
    const { id } = await fixture.order("readiness.run", input({ ...own(), address: "127.0.0.1", port: 9 }));
    expect(await faultIn(fixture.order("readiness.run", input(null)))).toMatchObject({ code: "conflict" });
    await fixture.order("readiness.cancel", {});
    expect(fixture.engine.bus.row("readiness", "readiness")).toMatchObject({ id, state: "canceled" });
    expect(await faultIn(fixture.order("readiness.read", { id }))).toMatchObject({ code: "not-found" });
    expect(await faultIn(fixture.order("readiness.cancel", {}))).toMatchObject({ code: "conflict" });
  });

  test("writes a report as JSON and as Markdown", async () => {
    const id = await run(own());
    const json = await fixture.order("readiness.export", { id, format: "json" });
    expect(JSON.parse(json.text)).toMatchObject({ id });
    const markdown = await fixture.order("readiness.export", { id, format: "markdown" });
    expect(markdown.fileName).toMatch(/^readiness-.*\.md$/);
    expect(markdown.text).toContain("| Pass | The server answers on its port |");
  });

  test("says what a pasted listing holds before anything is checked", async () => {
    const text = "name,model,running\nHQ-1,C9120AXI-E,17.9.4.27\n";
    const { fleet } = await fixture.order("readiness.read-fleet", { fleet: { from: "listing", text } });
    expect(fleet).toMatchObject({
      source: "listing",
      kinds: ["CSV"],
      aps: [{ name: "HQ-1", family: "ap1g7" }],
    });
  });

  test("keeps its reports over a restart", async () => {
    const id = await run(null);
    await fixture.restart();
    expect(await fixture.order("readiness.read", { id })).toMatchObject({ id });
    expect(fixture.engine.bus.row("readiness", "readiness")).toMatchObject({ state: "idle" });
  });
});
