/** Change record, comparison and runbook of real runs in a simulated lab. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { rootsOf } from "@/lib/cli/commands/all";
import { matchLine } from "@/lib/cli/matching";
import type { Actor } from "@/lib/contracts/actor";
import { demoLab } from "@/lib/fleet/population";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { NEW, OLD } from "@/lib/testing/simulation-lab";

type Lab = Awaited<ReturnType<typeof recordedLab>>;
const monitor: Actor = { name: "mo", role: "monitor", from: "127.0.0.1" };

const versionsOf = (lab: Lab) =>
  new Map(
    lab.aps().map(({ id, primaryVersion: running, backupVersion: backup }) => [id, { running, backup }]),
  );

async function upgraded(lab: Lab): Promise<void> {
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
}

test("the record of a complete run has the versions of each access point before and after, and the digests of the images", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.store.audit.append([
    {
      actor: { name: "admin", role: "admin", from: "192.0.2.44", token: "night shift" },
      action: "Start the upgrade",
      detail: "{}",
      changes: [],
      outcome: "done",
      wallAt: lab.clock.now() + 10,
    },
  ]);
  const before = versionsOf(lab);
  await upgraded(lab);
  const record = await lab.askRuns<"runs.record">("runs.record", { number: 1 });
  expect(record.run).toEqual(lab.run(1));
  expect(record.counts).toMatchObject({ upgraded: 12, failed: 0, "not-read-back": 0 });
  for (const ap of record.aps) {
    expect(ap).toMatchObject({ after: { running: NEW }, result: "upgraded" });
    expect(ap.before).toEqual(before.get(ap.id));
    expect(ap.after).toEqual(versionsOf(lab).get(ap.id));
    expect(ap.readBackAt).toBeGreaterThan(record.run.startedAt);
  }
  expect(record.images.length).toBeGreaterThan(0);
  for (const image of record.images) {
    expect(image.sha512).toMatch(/^[0-9a-f]{128}$/);
    expect(image.version).toBe(NEW);
    expect(image.bytes).toBeGreaterThan(0);
  }
  expect(record.stages.every(({ startedAt, mark }) => startedAt !== null && mark === "done")).toBe(true);
  expect(record.startedFrom).toEqual({ user: "admin", address: "192.0.2.44", token: "night shift" });
  expect(record.durationMs).toBe((record.run.endedAt ?? 0) - record.run.startedAt);
  expect(record.failures).toEqual([]);
  await lab.stopRuns();
});

test("a monitor is not told where the run was started from", async () => {
  const lab = await recordedLab();
  await lab.start();
  await upgraded(lab);
  const record = await lab.askRuns<"runs.record">("runs.record", { number: 1 }, monitor);
  expect([record.isFromHidden, record.startedFrom]).toEqual([true, null]);
});

test("failures have their reason once with those that they hit, and retries are deviations", async () => {
  const lab = await recordedLab({ lab: demoLab() });
  await lab.start();
  lab.server.files.delete("EWC_17_12_1/ap1g8");
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  const record = await lab.askRuns<"runs.record">("runs.record", { number: 1 });
  const hit = record.aps.filter(({ family }) => family === "ap1g8");
  expect(hit.map(({ result }) => result)).toEqual(hit.map(() => "failed"));
  expect(record.aps.slice(0, hit.length)).toEqual(hit);
  expect(record.counts).toMatchObject({ failed: hit.length, prepared: 12 - hit.length });
  const [cause] = record.failures;
  expect(cause?.apCount).toBe(hit.length);
  expect(cause?.reason).not.toBe("");
  expect(record.deviations.join(" ")).toContain("did not get");
});

test("a canceled run says so, and every access point still runs its version", async () => {
  const lab = await recordedLab();
  await lab.start();
  const before = versionsOf(lab);
  await lab.saveAndDownload();
  await lab.clock.run(4_000);
  await lab.cancel();
  await lab.clock.run(5_000);
  const canceled = await lab.askRuns<"runs.record">("runs.record", { number: 1 });
  expect(canceled.deviations).toContain("The run was canceled.");
  expect(canceled.happened.at(-1)?.text).toMatch(/canceled/i);
  expect(canceled.counts.upgraded).toBe(0);
  for (const ap of canceled.aps) expect(ap.after?.running).toBe(before.get(ap.id)?.running);
});

test("an access point that comes back with another version is told apart from one that did not come back", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate();
  await lab.clock.run(1_500);
  const record = await lab.askRuns<"runs.record">("runs.record", { number: 1 });
  expect(record.counts["not-read-back"]).toBe(12);
  expect(record.deviations.join(" ")).toContain("did not report their versions after Activate");
});

test("two runs are compared: what differs is said, what does not is left out", async () => {
  const lab = await recordedLab();
  await lab.start();
  lab.server.files.delete("EWC_17_12_1/ap1g7");
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  await lab.cancel().catch(() => undefined);
  await lab.clock.run(5_000);
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  const comparison = await lab.askRuns<"runs.compare">("runs.compare", { a: 1, b: 2 });
  expect([comparison.a.row.number, comparison.b.row.number]).toEqual([1, 2]);
  expect(comparison.stages.map(({ stage }) => stage)).toContain("AP Image Download");
  expect(comparison.families.every(({ a, b }) => a !== null && b !== null)).toBe(true);
  const same = comparison.aps.filter(
    ({ a, b }) => a?.result === b?.result && a?.failedTries === b?.failedTries,
  );
  expect(same.every(({ a, b }) => a?.why !== b?.why)).toBe(true);
  expect(comparison.differences.join(" ")).not.toContain("Started by");
  await expect(lab.askRuns("runs.compare", { a: 1, b: 1 })).rejects.toMatchObject({
    fault: { message: "Choose two different runs." },
  });
  await expect(lab.askRuns("runs.compare", { a: 1, b: 9 })).rejects.toMatchObject({
    fault: { code: "not-found" },
  });
});

test("every line of a runbook is a command of the command line, and no step is empty", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.saveAndDownload();
  await lab.untilIdle();
  const book = await lab.askRuns<"runs.runbook">("runs.runbook");
  expect(book.fromVersion).toBe(OLD);
  expect(book.sections.map(({ title }) => title)).toEqual([
    "Before the window",
    "In the window",
    "Rollback",
    "Afterwards",
  ]);
  const steps = book.sections.flatMap((section) => section.steps);
  expect(steps.filter(({ decision }) => decision !== null).length).toBeGreaterThan(3);
  for (const { title, lines, actions, expected } of steps) {
    expect([title, actions.length + expected.length > 0]).toEqual([title, true]);
    // The lines of the profile are those of the running configuration, in another mode.
    const exec = title === "Start the download" ? [lines[0], lines.at(-1)] : lines;
    for (const line of exec)
      expect([line, matchLine(rootsOf("exec"), line ?? "", 15).kind]).toEqual([line, "command"]);
  }
  const ofRun = await lab.askRuns<"runs.runbook">("runs.runbook", { number: 1 });
  expect(ofRun.targetVersion).toBe(NEW);
  expect(ofRun.notes.join(" ")).toContain("the profile of run 1");
});

test("the key is created with the first question, and signs only manifests of runs that are kept", async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "ewc-evidence-"));
  const lab = await recordedLab({ dataDir });
  await lab.start();
  await lab.saveAndDownload();
  await lab.clock.run(1_000);
  const signer = await lab.askRuns<"runs.signer">("runs.signer");
  const manifest = `${"0".repeat(64)}  run.json\n`;
  const signed = await lab.askRuns<"runs.sign-manifest">("runs.sign-manifest", { number: 1, manifest });
  expect(signed.signer).toEqual(signer);
  expect(signed.signature).toContain("BEGIN SSH SIGNATURE");
  await expect(lab.askRuns("runs.sign-manifest", { number: 7, manifest })).rejects.toMatchObject({
    fault: { code: "not-found" },
  });
  await expect(lab.askRuns("runs.sign-manifest", { number: 1, manifest: "pay me" })).rejects.toThrow();
});

test("log lines of a time are read oldest first, page by page, without gap or double", async () => {
  const lab = await recordedLab();
  await lab.start();
  await lab.store.logs.append(
    Array.from({ length: 25 }, (_, i) => ({
      id: 1_000 + i,
      source: "syslog" as const,
      at: 0,
      // Several lines of one millisecond.
      wallAt: 5_000 + Math.floor(i / 4),
      severity: 6,
      text: `line ${i}`,
      apId: null,
      transferId: null,
      upgradeId: null,
    })),
  );
  const read: string[] = [];
  let behind: { wallAt: number; id: number } | null = null;
  do {
    const page: Awaited<ReturnType<typeof lab.askRuns<"runs.log-lines">>> =
      await lab.askRuns<"runs.log-lines">("runs.log-lines", {
        source: "syslog",
        from: 5_001,
        until: 5_004,
        behind,
        limit: 3,
      });
    read.push(...page.lines.map(({ text }) => text));
    behind = page.next;
  } while (behind !== null);
  expect(read).toEqual(Array.from({ length: 16 }, (_, i) => `line ${i + 4}`));
});
