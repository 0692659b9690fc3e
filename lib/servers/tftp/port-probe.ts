/**
 * Finds out early that nothing listens on a server's port. The operating system reports "port unreachable" only on a
 * connected socket, and the socket of a read request cannot be connected, because the answer comes from another port. So
 * a second, connected socket sends an ERROR packet, which no server answers (RFC 1350 §4), and waits for that report.
 */

import { ErrorCode, encode } from "@/lib/wire/tftp/packet";
import type { Datagram, OpenDatagram } from "../datagram";

export type PortProbe = {
  /** The result is not needed any more. */
  cancel(): void;
};

/** The probe is sent after this long without an answer. */
const PROBE_AFTER_MS = 250;

/**
 * @param maxDelayMs milliseconds after which to probe, when that is sooner than the usual 250
 * @param onUnreachable gets the operating system's error code (`ECONNREFUSED`, `ENETUNREACH` ...); never after `cancel`
 */
export function schedulePortProbe(
  open: OpenDatagram,
  target: { server: string; port: number },
  maxDelayMs: number,
  onUnreachable: (code: string) => void,
): PortProbe {
  let isCanceled = false;
  let socket: Datagram | undefined;
  const probe = async () => {
    const { server, port } = target;
    const opened = await open({
      family: server.includes(":") ? 6 : 4,
      reportSending: true,
      onMessage: () => undefined,
      onError: (code) => {
        if (!isCanceled) onUnreachable(code);
      },
    });
    if (isCanceled) return opened.close();
    socket = opened;
    socket.connect(port, server);
    socket.send(encode({ kind: "ERROR", code: ErrorCode.notDefined, message: "" }), port, server);
  };
  // When the probe itself fails, an unreachable server is still found by the timeout of the read.
  const timer = setTimeout(() => void probe().catch(() => undefined), Math.min(PROBE_AFTER_MS, maxDelayMs));
  return {
    cancel: () => {
      isCanceled = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
