/** The bundle of a run: everything is in it, its manifest is true and signed, and OpenSSH verifies it without this program. */
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type CommandType, commands } from "@/lib/contracts/commands";
import { fault, faultOf } from "@/lib/contracts/fault";
import type { ReadinessRow } from "@/lib/contracts/readiness/report";
import type { EngineClient } from "@/lib/engine/engine-client";
import { readTimeline } from "@/lib/engine/logs/timeline";
import { apRow } from "@/lib/testing/ap-row";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { filesOfZip } from "@/lib/testing/read-zip";
import { recordedLab } from "@/lib/testing/recorded-lab";
import { whyNotVerified } from "@/lib/testing/verify-ssh-signature";
import { evidenceBundle } from "./bundle";

const admin: Actor = { name: "lena", role: "admin", from: "192.0.2.9" };
const monitor: Actor = { name: "mo", role: "monitor", from: "192.0.2.10" };

/** A finished run, and the commands that a bundle gives, answered by the engine's own rooms. */
async function finishedRun() {
  const dataDir = mkdtempSync(path.join(tmpdir(), "ewc-evidence-"));
  const lab = await recordedLab({ dataDir });
  await lab.start();
  const entry = { detail: "{}", changes: [], outcome: "done", wallAt: lab.clock.now() + 10 };
  const actor = { name: "admin", role: "admin" as const, from: "192.0.2.44", token: null };
  await lab.store.audit.append([{ ...entry, actor, action: "Start the upgrade" }]);
  await lab.saveAndDownload();
  await lab.untilIdle();
  await lab.activate();
  await lab.untilIdle();
  await lab.clock.run(10_000);
  /** The readiness checks that are kept, newest first. */
  const checks: { row: Pick<ReadinessRow, "id" | "endedAt" | "server">; text: string }[] = [];
  const ask = (async (type: CommandType, input: object, by: Actor) => {
    try {
      return { ok: true, value: await answer(type, input, by) };
    } catch (thrown) {
      return { ok: false, fault: faultOf(thrown) };
    }
  }) as EngineClient["ask"];
  async function answer(type: CommandType, input: object, by: Actor): Promise<unknown> {
    const query = commands[type].input.parse(input) as never;
    const { store, clock } = lab;
    if (type === "readiness.history") return { rows: checks.map(({ row }) => row), more: false };
    if (type === "readiness.export")
      return { text: checks.find(({ row }) => row.id === (query as { id: string }).id)?.text };
    if (type === "audit.list") return await store.audit.list(query);
    if (type === "transfers.history") return await store.transfers.history(query);
    if (type === "timeline.read")
      return await readTimeline(
        { store, wall: clock, transfers: () => [], flush: () => Promise.resolve() },
        query,
      );
    return await lab.askRuns(type as CommandType<"runs">, input, by);
  }
  return { lab, ask, dataDir, checks };
}

const read = async (response: Response) => await filesOfZip(new Uint8Array(await response.arrayBuffer()));
const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
const linesOf = (content: Buffer | undefined) =>
  (content?.toString("utf8") ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("the bundle has the facts of the run, and a signed manifest of exactly its files", async () => {
  const { lab, ask } = await finishedRun();
  const response = await evidenceBundle(ask, admin, 1, lab.clock.now());
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="run-1-evidence.zip"');
  const files = await read(response);
  expect([...files.keys()]).toEqual([
    ...["readme.txt", "record.md", "record.json", "run.json", "recording.jsonl", "recording.bin"],
    ...["timeline.jsonl", "transfers.jsonl"],
    ...["syslog", "install", "console", "tftp", "sftp", "catalog"].map((source) => `logs/${source}.jsonl`),
    ...["audit.jsonl", "manifest", "manifest.sig"],
  ]);

  const manifest = files.get("manifest")?.toString("utf8") ?? "";
  const listed = manifest
    .trimEnd()
    .split("\n")
    .map((line) => line.split("  "));
  expect(listed.map(([, name]) => name)).toEqual([...files.keys()].slice(0, -2));
  for (const [hash, name = ""] of listed)
    expect([name, sha256(files.get(name) ?? Buffer.alloc(0))]).toEqual([name, hash]);
  const { allowedSigners: line, identity, namespace } = await lab.askRuns<"runs.signer">("runs.signer");
  const signature = files.get("manifest.sig")?.toString("utf8") ?? "";
  expect(whyNotVerified(signature, manifest, { line, identity, namespace })).toBeNull();

  const row = lab.run(1);
  expect(JSON.parse(files.get("run.json")?.toString("utf8") ?? "")).toMatchObject({
    run: { number: 1, outcome: "complete" },
    exportedBy: { name: "lena", role: "admin" },
    hasAudit: true,
  });
  const record = JSON.parse(files.get("record.json")?.toString("utf8") ?? "");
  expect(record).toMatchObject({ startedFrom: { address: "192.0.2.44" }, counts: { upgraded: 12 } });
  expect(files.get("record.md")?.toString("utf8")).toContain("# Change record of run 1");
  expect(linesOf(files.get("recording.jsonl")).filter(({ kind }) => kind === "ap")).toHaveLength(12);
  expect(files.get("recording.bin")?.length).toBeGreaterThan(100);
  expect(linesOf(files.get("audit.jsonl"))).toMatchObject([{ action: "Start the upgrade" }]);
  const timeline = linesOf(files.get("timeline.jsonl"));
  expect(timeline.every(({ wallAt }) => Number(wallAt) >= (row?.startedAt ?? 0))).toBe(true);
  expect(files.get("readme.txt")?.toString("utf8")).toContain(`-I ${identity} -n ewc-run`);
  await lab.stopRuns();
});

test("a monitor's bundle has no audit entries and no address, and says so", async () => {
  const { lab, ask } = await finishedRun();
  const files = await read(await evidenceBundle(ask, monitor, 1, lab.clock.now()));
  expect(files.has("audit.jsonl")).toBe(false);
  expect(files.get("readme.txt")?.toString("utf8")).toContain("only an administrator can export them");
  expect(files.get("record.md")?.toString("utf8")).toContain("Visible to administrators only");
  for (const [name, content] of files) expect([name, content.includes("192.0.2.44")]).toEqual([name, false]);
  await lab.stopRuns();
});

test("a run that is not kept is refused before anything is sent", async () => {
  const { lab, ask } = await finishedRun();
  const response = await evidenceBundle(ask, admin, 9, lab.clock.now());
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ fault: { code: "not-found" } });
});

test("a part that cannot be read breaks the download, so that nobody takes it for a whole one", async () => {
  const { lab, ask } = await finishedRun();
  const broken = ((type: CommandType, input: object, actor: Actor) =>
    type === "timeline.read"
      ? Promise.resolve({ ok: false, fault: fault("store-unusable") })
      : ask(type as "runs.list", input as never, actor)) as EngineClient["ask"];
  const response = await evidenceBundle(broken, admin, 1, lab.clock.now());
  expect(response.status).toBe(200);
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test("a large bundle is made while it is read: what waits in memory does not grow with the run", async () => {
  const { lab, ask } = await finishedRun();
  const PAGES = 300;
  const LINES = 100;
  let pages = 0;
  const flooded = ((type: CommandType, input: object, actor: Actor) => {
    if (type !== "timeline.read") return ask(type as "runs.list", input as never, actor);
    pages++;
    const wallAt = lab.run(1)?.startedAt ?? 0;
    // Random text, which does not become smaller than half.
    const entries = Array.from({ length: LINES }, (_, i) => ({
      key: `${wallAt}_0_${pages * LINES + i}`,
      wallAt,
      text: randomBytes(200).toString("hex"),
      ap: apRow().id,
    }));
    return Promise.resolve({ ok: true, value: { entries, more: pages < PAGES, asOf: 0 } });
  }) as EngineClient["ask"];
  const response = await evidenceBundle(flooded, admin, 1, lab.clock.now());
  const reader = response.body?.getReader();
  let received = 0;
  let mostWaiting = 0;
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) break;
    received += part.value.length;
    mostWaiting = Math.max(mostWaiting, pages * LINES * 200 - received);
  }
  expect(pages).toBe(PAGES);
  expect(received).toBeGreaterThan(PAGES * LINES * 200);
  expect(mostWaiting).toBeLessThan(1_000_000);
});

test.skipIf(installed("ssh-keygen") === undefined)(
  titleWith("ssh-keygen", "ssh-keygen and sha256sum verify the bundle, and refuse one changed byte"),
  async () => {
    const { lab, ask } = await finishedRun();
    const files = await read(await evidenceBundle(ask, admin, 1, lab.clock.now()));
    const folder = mkdtempSync(path.join(tmpdir(), "ewc-bundle-"));
    mkdirSync(path.join(folder, "logs"));
    for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
    const { allowedSigners, identity } = await lab.askRuns<"runs.signer">("runs.signer");
    writeFileSync(path.join(folder, "allowed_signers"), `${allowedSigners}\n`);
    const verify = (manifest: string) =>
      run(
        installed("ssh-keygen") ?? "",
        ["-Y", "verify", "-f", "allowed_signers", "-I", identity, "-n", "ewc-run", "-s", "manifest.sig"],
        manifest,
        folder,
      );
    const manifest = files.get("manifest")?.toString("utf8") ?? "";
    expect((await verify(manifest)).code).toBe(0);
    expect(
      (await verify(manifest.replace(/[0-9a-f]/, (digit) => (digit === "0" ? "1" : "0")))).code,
    ).not.toBe(0);
    const check = () => run("sha256sum", ["-c", "manifest"], undefined, folder);
    expect((await check()).code).toBe(0);
    const record = Buffer.from(files.get("record.md") ?? "");
    record[10] = (record[10] ?? 0) ^ 1;
    writeFileSync(path.join(folder, "record.md"), record);
    expect(await check()).toMatchObject({ code: 1, output: expect.stringContaining("record.md: FAILED") });
  },
);

test("the bundle has the last readiness check of the same server and folder before the run, and no other", async () => {
  const { lab, ask, checks } = await finishedRun();
  const startedAt = (await lab.askRuns("runs.read", { number: 1 }, admin)).row.startedAt;
  const check = (id: string, endedAt: number, server: string) => ({
    row: { id, endedAt, server },
    text: JSON.stringify({ id }),
  });
  const bundle = async () => await read(await evidenceBundle(ask, admin, 1, lab.clock.now()));
  checks.push(check("other folder", startedAt - 1, "tftp://127.0.0.1:6969/EWC_17_18_3"));
  checks.push(check("other server", startedAt - 1, "tftp://192.0.2.1/EWC_17_12_1"));
  expect((await bundle()).has("readiness.json")).toBe(false);
  checks.unshift(check("later", startedAt + 1, "tftp://127.0.0.1:6969/EWC_17_12_1"));
  checks.push(check("last", startedAt - 2, "tftp://127.0.0.1:6969/EWC_17_12_1"));
  checks.push(check("earlier", startedAt - 3, "tftp://127.0.0.1:6969/EWC_17_12_1"));
  const files = await bundle();
  expect(JSON.parse(files.get("readiness.json")?.toString("utf8") ?? "")).toEqual({ id: "last" });
  expect(files.get("manifest")?.toString("utf8")).toContain("  readiness.json\n");
  expect(files.get("readme.txt")?.toString("utf8")).toContain("readiness.json");
});
