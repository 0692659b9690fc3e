/** Our client and our server over a network that loses, duplicates and reorders datagrams in both directions. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { openDatagram } from "../datagram";
import { type NetworkImpairment, withImpairment } from "../network-impairment";
import { fetchTftp } from "./tftp-client";

const BYTES = 2_000_000;
const fetchThrough = async (lab: TftpLab, windowSize: number) => {
  const pieces: Uint8Array[] = [];
  const result = await fetchTftp({
    server: lab.address,
    port: lab.port,
    path: "ap1g8",
    blockSize: 1428,
    windowSize,
    timeoutMs: 300,
    retries: 20,
    sink: (piece) => void pieces.push(piece),
  });
  return { result, digest: sha256(Buffer.concat(pieces)) };
};

describe.each<[string, NetworkImpairment]>([
  ["1 % lost", { seed: 1, loss: 0.01 }],
  ["5 % lost", { seed: 2, loss: 0.05 }],
  ["10 % duplicated", { seed: 3, duplication: 0.1 }],
  ["5 % reordered", { seed: 4, reordering: 0.05 }],
  ["lost, duplicated and reordered", { seed: 5, loss: 0.02, duplication: 0.05, reordering: 0.05 }],
])("%s", (_name, impairment) => {
  let lab: TftpLab;
  let digest = "";
  beforeAll(async () => {
    lab = await tftpLab({ openDatagram: withImpairment(openDatagram, impairment) });
    digest = await lab.file("ap1g8", BYTES);
  });
  afterAll(() => lab.stop());

  test.each([1, 4, 16, 64])("every byte arrives with a window of %i", async (windowSize) => {
    const fetched = await fetchThrough(lab, windowSize);
    expect(fetched.result).toMatchObject({ ok: true, bytes: BYTES });
    expect(fetched.digest).toBe(digest);
    await until(() => lab.registry.size === 0);
    expect(lab.ended.at(-1)).toMatchObject({ outcome: "complete" });
  });
});

test("8 MB with 1 % loss cost between 1 % and 4 % retransmissions", async () => {
  const lab = await tftpLab({ openDatagram: withImpairment(openDatagram, { seed: 6, loss: 0.01 }) });
  await lab.file("ap1g8", 8_000_000);
  const { result } = await fetchThrough(lab, 1);
  expect(result.ok).toBe(true);
  await until(() => lab.ended.length === 1);
  const packets = 8_000_000 / 1428;
  // 1 % of the blocks and 1 % of the ACKs are lost; a busy machine retransmits a few more needlessly.
  expect(lab.ended[0]?.retransmissions).toBeGreaterThan(packets * 0.01);
  expect(lab.ended[0]?.retransmissions).toBeLessThan(packets * 0.04);
  await lab.stop();
});

test("a network that duplicates every datagram causes fewer than 50 retransmissions in 1 MB", async () => {
  const lab = await tftpLab({ openDatagram: withImpairment(openDatagram, { seed: 7, duplication: 1 }) });
  const digest = await lab.file("ap1g8", 1_000_000);
  const fetched = await fetchThrough(lab, 1);
  expect(fetched.digest).toBe(digest);
  await until(() => lab.ended.length === 1);
  expect(lab.ended[0]?.retransmissions).toBeLessThan(50);
  await lab.stop();
});

test("the same seed impairs the same datagrams each time", async () => {
  const sentDatagrams = async () => {
    const sent: string[] = [];
    const open = withImpairment(
      (options) =>
        Promise.resolve({
          address: "127.0.0.1",
          port: 1,
          send: (packet) => void sent.push(Buffer.from(packet).toString()),
          queued: () => 0,
          connect: () => undefined,
          close: () => options.onError("closed"),
        }),
      { seed: 42, loss: 0.2, duplication: 0.2, reordering: 0.2 },
    );
    const socket = await open({ family: 4, onMessage: () => undefined, onError: () => undefined });
    for (let i = 0; i < 200; i++) socket.send(Buffer.from(String(i)), 1, "127.0.0.1");
    socket.close();
    return sent;
  };
  const first = await sentDatagrams();
  expect(first.length).toBeGreaterThan(100);
  expect(await sentDatagrams()).toEqual(first);
});
