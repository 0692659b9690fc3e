/** Clients that ask and never answer: they must not keep out those that do. */
import { expect, test } from "vitest";
import type { DatagramPeer } from "@/lib/testing/datagram-peer";
import { sha256, tftpLab, until } from "@/lib/testing/tftp-lab";
import { rrq, tftpServerRig } from "@/lib/testing/tftp-server-rig";
import { DEFAULT_LIMITS } from "./admission";

const rig = tftpServerRig();
/** More than the server's limit of 512 transfers. */
const HALF_OPEN = 520;
/** They ask again so long after the last round, so that the server is full all the time. */
const ASK_AGAIN_MS = 250;

test("520 requests that are never answered, and come again and again, do not keep a good client out", async () => {
  const lab = await tftpLab({ limits: { concurrent: DEFAULT_LIMITS.concurrent } });
  const digest = await lab.file("image", 100_000);
  await lab.file("other", 100_000);
  const silent: DatagramPeer[] = [];
  for (let n = 0; n < HALF_OPEN; n++) silent.push(await rig.newPeer());
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    const due = performance.now() + ASK_AGAIN_MS;
    for (const peer of silent) peer.send(rrq("other", { blksize: "1428" }), lab.port);
    // On a busy machine, the rounds would leave this process, and the server in it, no time: it gets as much as one took.
    timer = setTimeout(() => {
      timer = setTimeout(ask, 2 * (performance.now() - due));
    }, ASK_AGAIN_MS);
  };
  const good = { port: lab.port, timeoutMs: 3000, retries: 20 };
  ask();
  try {
    await until(() => lab.server().refused["too many transfers"] !== undefined);
    let fetched = await rig.fetch("image", good);
    // A client that is refused asks again, as access points do.
    while (!fetched.result.ok) fetched = await rig.fetch("image", good);
    expect(sha256(fetched.content)).toBe(digest);
    const gaveWay = lab.ended.filter(
      ({ cause }) => cause?.message === "The client had not answered when another client needed its place.",
    );
    expect(gaveWay.length).toBeGreaterThan(0);
  } finally {
    clearTimeout(timer);
    await lab.stop();
  }
});
