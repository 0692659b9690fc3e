/** What Wireshark sees of a difficult transfer: windows, small blocks whose numbers wrap, and lost packets. */
import { mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { datagramRelay } from "@/lib/testing/datagram-relay";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { packetCapture, recordedSockets } from "@/lib/testing/packet-capture";
import { tftpServerRig } from "@/lib/testing/tftp-server-rig";
import { sha256 } from "@/lib/testing/tftp-lab";
import { openDatagram } from "../datagram";

const rig = tftpServerRig();
const tshark = installed("tshark");
/** The port at which Wireshark expects TFTP. */
const TFTP_PORT = 69;

test.skipIf(!tshark)(
  titleWith(
    "tshark",
    "Wireshark sees no malformed packet in a transfer with windows, wrapped block numbers and losses, and its exported file has the digest",
  ),
  async () => {
    const digest = await rig.lab.file("small", 70_000 * 8 + 3);
    const capture = packetCapture();
    let relayPort = 0;
    const asTftp = (port: number) => (port === relayPort ? TFTP_PORT : port);
    const relay = await datagramRelay(
      rig.lab,
      { seed: 7, loss: 0.01 },
      recordedSockets(openDatagram, (packet, from, to) =>
        capture.add(packet, { ...from, port: asTftp(from.port) }, { ...to, port: asTftp(to.port) }),
      ),
    );
    relayPort = relay.port;
    const { result, content } = await rig.fetch("small", { port: relay.port, blockSize: 8, windowSize: 16 });
    relay.close();
    expect(result).toMatchObject({ ok: true, blockSize: 8, windowSize: 16 });
    expect(sha256(content)).toBe(digest);

    const folder = path.join(rig.lab.root, ".capture");
    const objects = path.join(folder, "objects");
    await mkdir(objects, { recursive: true });
    const file = path.join(folder, "transfer.pcap");
    await capture.save(file);
    const shown = async (filter: string) => {
      const args = ["-r", file, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"];
      const ran = await run(tshark ?? "", [...args, "-Y", filter, "-T", "fields", "-e", "frame.number"]);
      expect(ran.code, ran.output).toBe(0);
      return ran.output.split("\n").filter((line) => /^\d+$/.test(line)).length;
    };
    expect(await shown("_ws.malformed || udp.checksum.status == bad || ip.checksum.status == bad")).toBe(0);
    expect(await shown("tftp && !icmp")).toBe(capture.packets);
    const exported = await run(tshark ?? "", ["-r", file, "-q", "--export-objects", `tftp,${objects}`]);
    expect(await readdir(objects), exported.output).toEqual(["small"]);
    expect(sha256(await readFile(path.join(objects, "small")))).toBe(digest);
  },
);
