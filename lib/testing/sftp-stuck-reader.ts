/** An SFTP client that requests a file and then stops reading: a dead link, or an attack. */
import type { Socket } from "node:net";
import ssh2 from "ssh2";
import { openFlag } from "@/lib/wire/sftp/protocol";
import { encodeInit, encodeOpen, encodeRead } from "@/lib/wire/sftp/requests";
import { PASSWORD } from "./sftp-rig";

/** Logs in, opens the file `file`, sends `reads` requests, and stops reading. */
export async function askAndStop(sock: Socket, reads: number, hugeWindow: boolean): Promise<void> {
  const client = new ssh2.Client();
  client.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    client.on("ready", () => {
      client.subsys("sftp", (error, channel) => {
        if (error) throw error;
        if (hugeWindow) {
          const { _protocol: protocol } = client as unknown as {
            _protocol: { channelWindowAdjust(channel: number, bytes: number): void };
          };
          const { outgoing } = channel as unknown as { outgoing: { id: number } };
          protocol.channelWindowAdjust(outgoing.id, 0x7fff0000);
        }
        let answers = 0;
        channel.on("data", (chunk: Buffer) => {
          // The first answer is the version, the second the handle; no more are read.
          if (answers++ === 0) channel.write(encodeOpen(1, "file", openFlag.read));
          else if (answers === 2) {
            const handle = chunk.subarray(13, 17);
            for (let n = 0; n < reads; n++)
              channel.write(encodeRead(n + 2, handle, (n % 200) * 261_120, 261_120));
            sock.pause();
            resolve();
          }
        });
        channel.write(encodeInit());
      });
    });
    client.connect({ sock, username: "ewc", password: PASSWORD });
  });
}
