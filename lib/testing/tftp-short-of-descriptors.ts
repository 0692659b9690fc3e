/**
 * A process of its own with a TFTP server and nothing left to open: started with a low limit (`ulimit -n`), it opens files
 * until the system refuses, then says by IPC where it serves.
 */
import { openSync } from "node:fs";
import { devNull } from "node:os";
import { openDatagram } from "@/lib/servers/datagram";
import { systemCallEngine } from "@/lib/servers/udp/udp-engine";
import { tftpLab } from "./tftp-lab";

const engine = process.argv[2] === "system-calls" ? await systemCallEngine() : undefined;
if (engine !== undefined && !engine.ok) throw new Error(engine.fault);
const lab = await tftpLab({ openDatagram: engine?.value.open ?? openDatagram });
const digests = [];
for (let n = 0; n < 10; n++) digests.push(await lab.file(`image-${n}`, 200_000));
for (let isFull = false; !isFull; ) {
  try {
    openSync(devNull, "r");
  } catch {
    isFull = true;
  }
}
process.send?.({ address: lab.address, port: lab.port, digests });
