/** A process that can open nothing more still serves TFTP, from its reserve. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sha256 } from "@/lib/testing/tftp-lab";
import { fetchTftp } from "./tftp-client";

type Told = { address: string; port: number; digests: string[] };

const PROGRAM = fileURLToPath(new URL("../../testing/tftp-short-of-descriptors.ts", import.meta.url));
let child: ChildProcess;
let told: Told;

beforeAll(async () => {
  const node = [process.execPath, "--import", "tsx", PROGRAM, inject("udpEngine") ?? "dgram"];
  child = spawn("sh", ["-c", 'ulimit -n 256 && exec "$@"', "sh", ...node], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  [told] = (await once(child, "message")) as [Told];
}, 60_000);
afterAll(async () => {
  child.kill("SIGKILL");
  await once(child, "exit");
});

test("ten access points at once get their images while the process has no descriptor left", async () => {
  const reads = told.digests.map(async (digest, n) => {
    const pieces: Buffer[] = [];
    const result = await fetchTftp({
      server: told.address,
      port: told.port,
      path: `image-${n}`,
      blockSize: 1428,
      windowSize: 4,
      timeoutMs: 1000,
      retries: 5,
      sink: (piece) => void pieces.push(Buffer.from(piece)),
    });
    expect(result).toMatchObject({ ok: true });
    expect(sha256(Buffer.concat(pieces))).toBe(digest);
  });
  await Promise.all(reads);
});
