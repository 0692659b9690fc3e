/** What Wireshark sees of a difficult transfer: windows, small blocks whose numbers wrap, and lost packets. */
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { datagramRelay } from "@/lib/testing/datagram-relay";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { packetCapture, recordedSockets } from "@/lib/testing/packet-capture";
import { sha256, until } from "@/lib/testing/tftp-lab";
import { tftpServerRig } from "@/lib/testing/tftp-server-rig";
import { openDatagram } from "../datagram";
import type { Endpoint } from "../endpoint";

const rig = tftpServerRig();
const tshark = installed("tshark");
/** The port at which Wireshark expects TFTP. */
const TFTP_PORT = 69;
const BLOCK_BYTES = 8;
/** More than 16 bits can count. */
const BLOCKS = 66_000;

test.skipIf(!tshark)(
  titleWith(
    "tshark",
    "Wireshark sees no malformed packet in a transfer with windows, wrapped block numbers and losses, and its exported file has the digest",
  ),
  async () => {
    const digest = await rig.lab.file("small", BLOCKS * BLOCK_BYTES + 3);
    const capture = packetCapture();
    const asTftp = ({ address, port }: Endpoint) => ({
      address,
      port: port === rig.lab.port ? TFTP_PORT : port,
    });
    // All that the server sends, and what reaches it: a file cannot be exported where packets are missing.
    const relay = await datagramRelay(
      rig.lab,
      { seed: 7, loss: 0.002 },
      recordedSockets(openDatagram, (packet, from, to) => capture.add(packet, asTftp(from), asTftp(to))),
    );
    const asked = { port: relay.port, blockSize: BLOCK_BYTES, windowSize: 16 };
    const { result, content } = await rig.fetch("small", asked);
    await until(() => rig.lab.ended.length === 1);
    relay.close();
    expect(result).toMatchObject({ ok: true, blockSize: BLOCK_BYTES, windowSize: 16 });
    expect(sha256(content)).toBe(digest);
    expect(rig.lab.ended[0]?.retransmissions).toBeGreaterThan(0);

    const folder = path.join(rig.lab.root, ".capture");
    const objects = path.join(folder, "objects");
    await mkdir(objects, { recursive: true });
    const file = path.join(folder, "transfer.pcap");
    await capture.save(file);
    const fields = ["tftp.opcode", "ip.checksum.status", "udp.checksum.status", "_ws.malformed"];
    const ran = await run(tshark ?? "", [
      ...["-r", file, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"],
      ...["-T", "fields", ...fields.flatMap((field) => ["-e", field])],
      ...["--export-objects", `tftp,${objects}`],
    ]);
    const packets = ran.output.split("\n").filter((line) => line.includes("\t"));
    expect(packets).toHaveLength(capture.packets);
    // An opcode of TFTP, two good checksums, and nothing malformed.
    expect(packets.filter((line) => !/^[1-6]\t1\t1\t$/.test(line))).toEqual([]);
    expect(await readdir(objects), ran.output.slice(-500)).toEqual(["small"]);
    expect(sha256(await readFile(path.join(objects, "small")))).toBe(digest);
  },
);
