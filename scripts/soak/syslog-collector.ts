/** The collector to which the console forwards the controller's syslog during a soak: counts messages and forgets them. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { DEFAULT_FORWARDING } from "@/lib/contracts/forwarding";
import { giveCommand, type Reachable } from "./give-command";

export type SyslogCollector = { readonly received: number; close(): void };

/** Opens a UDP port and has everything forwarded to it. */
export async function collectSyslog(app: Reachable): Promise<SyslogCollector> {
  const socket = createSocket("udp4");
  let received = 0;
  socket.on("message", () => received++);
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  await giveCommand(app, "forwarding.save", {
    settings: { ...DEFAULT_FORWARDING, enabled: true, address: "127.0.0.1", port, severity: 7 },
  });
  return {
    get received() {
      return received;
    },
    close: () => socket.close(),
  };
}
