/** Our TFTP server with each fault that can be injected in Lab, tested with our client and with independent clients. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import tftp from "tftp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { fetchTftp, type TftpFetchRequest } from "./tftp-client";

const BYTES = 300_000;
let lab: TftpLab;
let digest = "";
beforeEach(async () => {
  lab = await tftpLab({ limits: { maxTries: 3 } });
  digest = await lab.file("EWC/ap1g8", BYTES);
  await lab.file("EWC/ap1g7", BYTES);
});
afterEach(() => lab.stop());

async function fetch(name: string, overrides: Partial<TftpFetchRequest> = {}) {
  const pieces: Uint8Array[] = [];
  const result = await fetchTftp({
    server: lab.address,
    port: lab.port,
    path: name,
    blockSize: 1428,
    windowSize: 1,
    timeoutMs: 5000,
    retries: 5,
    sink: (piece: Uint8Array) => void pieces.push(piece),
    ...overrides,
  });
  return { result, bytes: Buffer.concat(pieces) };
}
/** Settings of a client that times out soon, for tests in which the server does not answer. */
const IMPATIENT = { timeoutMs: 200, retries: 5 };
/** Fetches a file, which must succeed, and returns the SHA-256 of what arrived. */
const digestOfFetched = async (name: string) => {
  const { result, bytes } = await fetch(name);
  expect(result.ok).toBe(true);
  return sha256(bytes);
};

test("with the 'missing' fault, the server answers 'File not found' however the path is spelled, until the fault is removed", async () => {
  lab.setFaults({ missing: "EWC/ap1g8" });
  for (const name of ["EWC/ap1g8", "/EWC/./ap1g8", "EWC//ap1g8"]) {
    const { result } = await fetch(name);
    expect(result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  }
  expect(lab.lines).toContain("sending NAK (1, File not found) to 127.0.0.1");
  await digestOfFetched("EWC/ap1g7");
  lab.setFaults(null);
  expect(await digestOfFetched("EWC/ap1g8")).toBe(digest);
});

test("the 'missing' fault can name a folder, or all files with *", async () => {
  for (const missing of ["EWC", "*"]) {
    lab.setFaults({ missing });
    const { result } = await fetch("EWC/ap1g7");
    expect(result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  }
});

test("with the 'denied' fault, the server answers 'Permission denied'", async () => {
  lab.setFaults({ denied: "ap1g8" });
  const { result } = await fetch("EWC/ap1g8");
  expect(result).toMatchObject({ ok: false, fault: { code: "access-violation" } });
  expect(lab.lines.at(-1)).toBe("sending NAK (2, Permission denied) to 127.0.0.1");
});

test("the 'corrupts' fault keeps the file size and alters the same bytes in each transfer; a running transfer stays intact", async () => {
  const clean = await fetch("EWC/ap1g8", { onAnnounced: () => lab.setFaults({ corrupts: "ap1g8" }) });
  const [first, second] = await Promise.all([
    fetch("EWC/ap1g8"),
    fetch("EWC/ap1g8", { blockSize: 8000, windowSize: 4 }),
  ]);
  expect(sha256(clean.bytes)).toBe(digest);
  expect(first.result).toMatchObject({ ok: true, bytes: BYTES, announcedSize: BYTES });
  expect(sha256(first.bytes)).not.toBe(digest);
  expect(sha256(second.bytes)).toBe(sha256(first.bytes));
  expect(await readFile(path.join(lab.root, "EWC/ap1g8")).then(sha256)).toBe(digest);
});

test("with the 'stopsAtPercent' fault, the server goes silent at that percentage, sends no ERROR, and the transfer row names Lab as the cause", async () => {
  lab.setFaults({ stopsAtPercent: 50 });
  const { result, bytes } = await fetch("EWC/ap1g8", { windowSize: 4, ...IMPATIENT });
  expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  expect(bytes.length).toBeGreaterThan(BYTES * 0.4);
  expect(bytes.length).toBeLessThanOrEqual(BYTES / 2);
  await until(() => lab.ended.length === 1);
  expect(lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "server-gone" } });
  expect(lab.ended[0]?.cause?.message).toContain("Lab");
  expect(lab.lines.at(-1)).toMatch(
    /^Sent EWC\/ap1g8 .* failed: The client stopped answering after \d+ bytes\.$/,
  );
  lab.setFaults({ stopsAtPercent: 100 });
  expect(await digestOfFetched("EWC/ap1g8")).toBe(digest);
});

test("a rate-limited transfer arrives intact, with the block and window sizes reduced to what fits into one second", async () => {
  // The server's clock runs 20 times as fast in this test, so the client sees 2 MB/s.
  lab.setFaults({ bytesPerSecond: 100_000 });
  const { result, bytes } = await fetch("EWC/ap1g8", { windowSize: 1000 });
  expect(result).toMatchObject({ ok: true, blockSize: 1428, windowSize: 64 });
  expect(sha256(bytes)).toBe(digest);
  const large = await fetch("EWC/ap1g8", { blockSize: 65464, windowSize: 2 });
  expect(large.result).toMatchObject({ ok: true, blockSize: 65464, windowSize: 1 });
  lab.setFaults({ bytesPerSecond: 1000 });
  await lab.file("small", 5000);
  const slowest = await fetch("small", { blockSize: 65464, windowSize: 2 });
  expect(slowest.result).toMatchObject({ ok: true, blockSize: 1000, windowSize: 1 });
});

test("a silent server answers neither running transfers nor new requests, until the fault is removed", async () => {
  const goSilent = () => lab.setFaults({ down: "silent" });
  const running = await fetch("EWC/ap1g8", { ...IMPATIENT, onProgress: goSilent });
  expect(running.result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  const { result } = await fetch("EWC/ap1g8", IMPATIENT);
  expect(result).toMatchObject({ ok: false, fault: { code: "timed-out" } });
  lab.setFaults(null);
  expect(await digestOfFetched("EWC/ap1g8")).toBe(digest);
});

test("with a tenth of all datagrams lost, every byte arrives and the transfer row counts retransmissions", async () => {
  const lossy = await tftpLab({ root: lab.root });
  lossy.setFaults({ dropsShare: 0.1, seed: 7 });
  const { result, bytes } = await fetch("EWC/ap1g8", { port: lossy.port, timeoutMs: 200, retries: 50 });
  expect(result.ok).toBe(true);
  expect(sha256(bytes)).toBe(digest);
  await until(() => lossy.ended.length === 1);
  expect(lossy.ended[0]).toMatchObject({ outcome: "complete" });
  expect(lossy.ended[0]?.retransmissions).toBeGreaterThan(0);
  await lossy.stop();
});

describe.skipIf(!installed("curl"))(titleWith("curl", "curl as the client of a server with faults"), () => {
  const local = () => path.join(lab.root, ".curl");
  const curl = () =>
    run(installed("curl") ?? "", [
      "-sS",
      "-m",
      "20",
      "-o",
      local(),
      `tftp://${lab.address}:${lab.port}/EWC/ap1g8`,
    ]);

  test.each([
    ["missing", { missing: "*" }, 68],
    ["denied", { denied: "*" }, 69],
  ])("the '%s' fault makes curl exit with its code for that TFTP error", async (_name, faults, code) => {
    lab.setFaults(faults);
    expect((await curl()).code).toBe(code);
  });

  test("fetches a corrupted and rate-limited file in full, with altered bytes", async () => {
    lab.setFaults({ corrupts: "EWC", bytesPerSecond: 100_000 });
    expect((await curl()).code).toBe(0);
    const fetched = await readFile(local());
    expect(fetched.length).toBe(BYTES);
    expect(sha256(fetched)).not.toBe(digest);
  });
});

test("the npm package tftp fetches a corrupted file in full, and reports a missing one", async () => {
  const client = tftp.createClient({ host: lab.address, port: lab.port, blockSize: 1428, retries: 5 });
  const local = path.join(lab.root, ".npm");
  const get = () =>
    new Promise<string>((resolve) =>
      client.get("EWC/ap1g8", local, (error) => resolve(error ? String(error) : "done")),
    );
  lab.setFaults({ corrupts: "EWC/ap1g8" });
  expect(await get()).toBe("done");
  const fetched = await readFile(local);
  expect(fetched.length).toBe(BYTES);
  expect(sha256(fetched)).not.toBe(digest);
  lab.setFaults({ missing: "EWC/ap1g8" });
  expect(await get()).toMatch(/file not found/i);
});
