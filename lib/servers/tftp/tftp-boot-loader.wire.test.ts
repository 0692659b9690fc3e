/** Requests as network boot loaders send them, byte by byte. */
import { expect, test } from "vitest";
import { until } from "@/lib/testing/tftp-lab";
import { ack, tftpServerRig } from "@/lib/testing/tftp-server-rig";

const rig = tftpServerRig();

test.each([
  ["blksize and tsize", "blksize\x001432\0tsize\x000\0"],
  ["an empty multicast option (RFC 2090), too", "blksize\x001432\0tsize\x000\0multicast\0\0"],
])("a boot loader that asks with %s gets these two, and the file", async (_case, options) => {
  await rig.lab.file("boot", 3000);
  const peer = await rig.newPeer();
  peer.send(Buffer.from(`\0\x01boot\0octet\0${options}`, "latin1"), rig.lab.port);
  const { packet, port } = await peer.next();
  const offered = packet.kind === "OACK" ? [...packet.options] : [];
  expect(offered).toEqual([
    ["blksize", "1432"],
    ["tsize", "3000"],
  ]);
  peer.send(ack(0), port);
  const sizes: number[] = [];
  for (let block = 1; block <= 3; block++) {
    const data = (await peer.next()).packet;
    if (data.kind === "DATA") sizes.push(data.data.length);
    peer.send(ack(block), port);
  }
  expect(sizes).toEqual([1432, 1432, 136]);
  await until(() => rig.lab.ended.length === 1);
  expect(rig.lab.ended[0]?.outcome).toBe("complete");
});
