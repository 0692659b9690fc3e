/** Syslog over TCP (RFC 6587): messages counted in octets, and a connection whose end is noticed. */
import { connect } from "node:net";
import { octetCounted } from "@/lib/wire/syslog/message";
import { CLOSED_BY_PEER, type OpenCarrier, STALLED } from "./carrier";

const CONNECT_TIMEOUT_MS = 5_000;
/** A message that the system does not take for so long: the collector reads no more. */
const STALL_MS = 30_000;
/** A collector that vanished without a word is noticed although nothing is sent. */
const KEEP_ALIVE_MS = 30_000;

export const openTcpCarrier: OpenCarrier = ({ address, port }, wall, on) => {
  const socket = connect({ host: address, port, noDelay: true });
  let over = false;
  let ended: (() => void) | undefined;
  const destroy = () => {
    over = true;
    patience();
    socket.destroy();
    ended?.();
  };
  const lost = (code: string) => {
    if (over) return;
    destroy();
    on.onLost(code);
  };
  let patience = wall.after(CONNECT_TIMEOUT_MS, () => lost("ETIMEDOUT"));
  socket.once("connect", () => {
    patience();
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    if (!over) on.onOpen();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => lost(error.code ?? "EIO"));
  // Nothing is written into a connection that its peer has ended: it would be lost without a word.
  socket.on("end", () => lost(CLOSED_BY_PEER));
  socket.on("close", () => lost(CLOSED_BY_PEER));
  socket.resume();
  return {
    send(message, done) {
      patience = wall.after(STALL_MS, () => lost(STALLED));
      socket.write(octetCounted(message), (error) => {
        if (over) return;
        patience();
        if (error) lost((error as NodeJS.ErrnoException).code ?? "EIO");
        else done(true);
      });
    },
    close: () =>
      new Promise((resolve) => {
        if (over) return resolve();
        // From here on its end is what is waited for.
        over = true;
        ended = resolve;
        patience();
        socket.once("close", () => resolve());
        socket.end();
      }),
    destroy,
  };
};
