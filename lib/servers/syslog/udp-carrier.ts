/** Syslog over UDP (RFC 5426): one message, one datagram, from a socket that hears when nobody listens there. */
import dgram from "node:dgram";
import type { OpenCarrier } from "./carrier";

export const openUdpCarrier: OpenCarrier = ({ address, port }, _wall, on) => {
  const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
  let over = false;
  const destroy = () => {
    if (over) return;
    over = true;
    socket.close();
  };
  const lost = (code = "EIO") => {
    if (over) return;
    destroy();
    on.onLost(code);
  };
  const failed = ({ code }: NodeJS.ErrnoException) => {
    if (over) return;
    // "Port unreachable" to an earlier datagram (RFC 1122 §4.1.3.3): the socket is as good as before.
    if (code === "ECONNREFUSED") on.onRefused();
    else lost(code);
  };
  socket.on("error", failed);
  try {
    socket.connect(port, address, (error?: Error) => {
      if (error) failed(error);
      else if (!over) on.onOpen();
    });
  } catch (error) {
    process.nextTick(() => lost((error as NodeJS.ErrnoException).code));
  }
  return {
    send(message, done) {
      let tries = 0;
      const sendIt = () =>
        socket.send(message, (error: NodeJS.ErrnoException | null) => {
          if (over) return;
          if (!error) return done(true);
          if (error.code === "EMSGSIZE") return done(false);
          failed(error);
          if (over) return;
          // The refusal was told in place of sending this one, which is therefore to be sent again, once.
          if (tries++ === 0) sendIt();
          else done(false);
        });
      sendIt();
    },
    close: () => {
      destroy();
      return Promise.resolve();
    },
    destroy,
  };
};
