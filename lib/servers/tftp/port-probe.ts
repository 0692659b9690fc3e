/**
 * Asks whether anybody listens at a port at all. The system reports "port unreachable" only to a socket that has one
 * peer, and a read request's socket cannot have one: the answer comes from another port. So a second socket sends an
 * ERROR, which nobody answers (RFC 1350 §4), and listens for the echo of a closed port.
 */

import { ErrorCode, encode } from "@/lib/wire/tftp/packet";
import type { Datagram, OpenDatagram } from "../datagram";

export type PortProbe = {
  /** The server has answered, or nobody waits for it any more. */
  quit(): void;
};

/** Without an answer for this long, look whether anybody listens there at all. */
const KNOCK_AFTER_MS = 250;

/**
 * @param atMostMs milliseconds after which to knock, when that is sooner than usual.
 * @param onRefused a system error code (`ECONNREFUSED`, `ENETUNREACH`, ...); never after `quit`.
 */
export function schedulePortProbe(
  open: OpenDatagram,
  peer: { server: string; port: number },
  atMostMs: number,
  onRefused: (code: string) => void,
): PortProbe {
  let wanted = true;
  let knocker: Datagram | undefined;
  const knock = async () => {
    const { server, port } = peer;
    const opened = await open({
      family: server.includes(":") ? 6 : 4,
      reportSending: true,
      onMessage: () => undefined,
      onError: (code) => {
        if (wanted) onRefused(code);
      },
    });
    if (!wanted) return opened.close();
    knocker = opened;
    knocker.connect(port, server);
    knocker.send(encode({ kind: "ERROR", code: ErrorCode.notDefined, message: "" }), port, server);
  };
  // Without the knock an unreachable server is still found by waiting.
  const timer = setTimeout(() => void knock().catch(() => undefined), Math.min(KNOCK_AFTER_MS, atMostMs));
  return {
    quit: () => {
      wanted = false;
      clearTimeout(timer);
      knocker?.close();
    },
  };
}
