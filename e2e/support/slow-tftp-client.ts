/** A TFTP client that acknowledges so slowly that its transfer is still running when a spec looks at it. */
import { createSocket } from "node:dgram";

/** Together with blocks of 512 bytes: about 25 kB/s. */
const ACK_DELAY_MS = 20;
const DATA = 3;
const ERROR = 5;

/** A download that is in progress. */
export type SlowDownload = {
  /** Resolves with the message of the ERROR packet that ends the download. */
  readonly error: Promise<string>;
  close(): void;
};

/** Requests a file and resolves when its first block has arrived. */
export async function startSlowDownload(port: number, path: string): Promise<SlowDownload> {
  const socket = createSocket("udp4");
  let open = true;
  let reportError: (message: string) => void = () => undefined;
  const error = new Promise<string>((resolve) => {
    reportError = resolve;
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  await new Promise<void>((firstBlock) => {
    socket.on("message", (packet, from) => {
      const opcode = packet.readUInt16BE(0);
      if (opcode === ERROR) reportError(packet.subarray(4, -1).toString());
      if (opcode !== DATA) return;
      firstBlock();
      const ack = Buffer.from([0, 4, packet[2] ?? 0, packet[3] ?? 0]);
      setTimeout(() => {
        if (open) socket.send(ack, from.port, from.address);
      }, ACK_DELAY_MS);
    });
    socket.send(Buffer.from(`\0\x01${path}\0octet\0`), port, "127.0.0.1");
  });
  return {
    error,
    close() {
      open = false;
      socket.close();
    },
  };
}
