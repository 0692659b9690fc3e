/** A client behind a bad link of its own, against our server over real sockets: slower, and every byte right. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededChance } from "@/lib/kit/chance";
import type { DatagramLink } from "@/lib/servers/datagram-link";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { fetchTftp } from "./tftp-client";

let lab: TftpLab;
let digest = "";
beforeAll(async () => {
  lab = await tftpLab();
  digest = await lab.file("ap1g8", 400_000);
});
afterAll(() => lab.stop());

const link = (bad: Partial<DatagramLink>): DatagramLink => ({
  delayMs: 0,
  loss: 0,
  bytesPerSecond: null,
  chance: seededChance(3),
  lostInARow: 0,
  ...bad,
});
const fetchOver = async (over: DatagramLink, retries = 50) => {
  const pieces: Uint8Array[] = [];
  const { address: server, port } = lab;
  const result = await fetchTftp({
    server,
    port,
    path: "ap1g8",
    blockSize: 1428,
    windowSize: 4,
    timeoutMs: 100,
    retries,
    link: over,
    sink: (piece) => void pieces.push(piece),
  });
  return { result, sha256: sha256(Buffer.concat(pieces)) };
};

test.each([
  ["that loses every twentieth datagram", link({ loss: 0.05 })],
  ["with a long way", link({ delayMs: 4 })],
  ["that carries little", link({ bytesPerSecond: 2_000_000 })],
  ["with all of it", link({ loss: 0.02, delayMs: 2, bytesPerSecond: 4_000_000 })],
])("over a link %s every byte arrives", async (_, over) => {
  const fetched = await fetchOver(over);
  expect(fetched.result).toMatchObject({ ok: true, bytes: 400_000 });
  expect(fetched.sha256).toBe(digest);
  await until(() => lab.ended.at(-1)?.outcome === "complete");
});

test("a link that lets nothing through is told from a server that is silent", async () => {
  const over = link({ chance: { ...seededChance(1), next: () => 0 }, loss: 0.9 });
  const { result } = await fetchOver(over, 3);
  expect(result).toMatchObject({ ok: false, fault: { code: "timed-out" } });
  expect(over.lostInARow).toBeGreaterThan(0);
});
