/** Syslog over TCP with octet counting (RFC 6587 §3.4.1). */
import { connect } from "node:net";
import { octetCounted } from "@/lib/wire/syslog/message";
import { CLOSED_BY_PEER, type OpenCarrier, STALLED } from "./carrier";

const CONNECT_TIMEOUT_MS = 5_000;
/** When a message is not accepted for so long, the collector has stopped reading. */
const STALL_MS = 30_000;
/** Finds a vanished collector while nothing is sent. */
const KEEP_ALIVE_MS = 30_000;

export const openTcpCarrier: OpenCarrier = ({ address, port }, wall, on) => {
  const socket = connect({ host: address, port, noDelay: true });
  let over = false;
  let ended: (() => void) | undefined;
  const destroy = () => {
    over = true;
    cancelTimeout();
    socket.destroy();
    ended?.();
  };
  const lost = (code: string) => {
    if (over) return;
    destroy();
    on.onLost(code);
  };
  let cancelTimeout = wall.after(CONNECT_TIMEOUT_MS, () => lost("ETIMEDOUT"));
  socket.once("connect", () => {
    cancelTimeout();
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    if (!over) on.onOpen();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => lost(error.code ?? "EIO"));
  // After the peer has closed its side, messages would be lost without an error.
  socket.on("end", () => lost(CLOSED_BY_PEER));
  socket.on("close", () => lost(CLOSED_BY_PEER));
  socket.resume();
  return {
    send(message, done) {
      cancelTimeout = wall.after(STALL_MS, () => lost(STALLED));
      socket.write(octetCounted(message), (error) => {
        if (over) return;
        cancelTimeout();
        if (error) lost((error as NodeJS.ErrnoException).code ?? "EIO");
        else done(true);
      });
    },
    close: () =>
      new Promise((resolve) => {
        if (over) return resolve();
        // From now on the end of the connection is expected.
        over = true;
        ended = resolve;
        cancelTimeout();
        socket.once("close", () => resolve());
        socket.end();
      }),
    destroy,
  };
};
