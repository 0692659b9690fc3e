/** Our client behind a slow or lossy link, with our server, over real sockets. */
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

const link = (impairments: Partial<DatagramLink>): DatagramLink => ({
  delayMs: 0,
  loss: 0,
  bytesPerSecond: null,
  chance: seededChance(3),
  lostInARow: 0,
  ...impairments,
});
const fetchOver = async (slowLink: DatagramLink, retries = 50) => {
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
    link: slowLink,
    sink: (piece) => void pieces.push(piece),
  });
  return { result, sha256: sha256(Buffer.concat(pieces)) };
};

test.each([
  ["that loses 5 % of the datagrams", link({ loss: 0.05 })],
  ["with a delay of 4 ms", link({ delayMs: 4 })],
  ["of 2 MB/s", link({ bytesPerSecond: 2_000_000 })],
  ["with loss, delay and a rate limit", link({ loss: 0.02, delayMs: 2, bytesPerSecond: 4_000_000 })],
])("every byte arrives over a link %s", async (_case, slowLink) => {
  const fetched = await fetchOver(slowLink);
  expect(fetched.result).toMatchObject({ ok: true, bytes: 400_000 });
  expect(fetched.sha256).toBe(digest);
  await until(() => lab.ended.at(-1)?.outcome === "complete");
});

test("a link that loses everything ends in timed-out, and counts its losses in a row", async () => {
  const lossyLink = link({ chance: { ...seededChance(1), next: () => 0 }, loss: 0.9 });
  const { result } = await fetchOver(lossyLink, 3);
  expect(result).toMatchObject({ ok: false, fault: { code: "timed-out" } });
  expect(lossyLink.lostInARow).toBeGreaterThan(0);
});
