/** Syslog over UDP (RFC 5426): one message per datagram, from a connected socket, which gets "port unreachable" reports. */
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
    // "Port unreachable" for an earlier datagram (RFC 1122 §4.1.3.3); the socket stays usable.
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
          // The error was about an earlier datagram, and this one was not sent, so it is sent again, once.
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
