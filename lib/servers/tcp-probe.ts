/** Whether a TCP port accepts connections, and how fast: for the command line's `ping`. No data is sent. */
import { connect, type Socket } from "node:net";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { Clock } from "@/lib/kit/clock";

/** `wall` measures the time and limits it to `timeoutMs`. */
export type TcpProbeRequest = {
  address: string;
  port: number;
  timeoutMs: number;
  signal: AbortSignal;
  wall: Clock;
  /** Called with the local address and port, before the server accepts the connection. */
  onConnecting?(localAddress: string, localPort: number): void;
};

/** Reports the local address and port of a socket that begins to connect to an address. */
export function reportLocalPort(socket: Socket, report: (address: string, port: number) => void): void {
  // The socket is bound in the next tick, and a server in this process accepts it only after that.
  process.nextTick(() => report(socket.localAddress ?? "", socket.localPort ?? 0));
}

const faults: Record<string, Fault> = {
  ECONNREFUSED: fault("connection-refused"),
  EHOSTUNREACH: fault("network-unreachable"),
  ENETUNREACH: fault("network-unreachable"),
};

/** Connects and closes again. `ms` is the time until the connection was open. Never rejects. */
export function probeTcp(
  request: TcpProbeRequest,
): Promise<{ ok: true; ms: number } | { ok: false; fault: Fault }> {
  const { address, port, timeoutMs, signal, wall, onConnecting } = request;
  return new Promise((resolve) => {
    const startedAt = wall.elapsed();
    const socket = connect({ host: address, port });
    if (onConnecting) reportLocalPort(socket, onConnecting);
    const settle = (outcome: { ok: true; ms: number } | { ok: false; fault: Fault }) => {
      cancel();
      signal.removeEventListener("abort", aborted);
      socket.destroy();
      resolve(outcome);
    };
    const aborted = () => settle({ ok: false, fault: fault("aborted") });
    const cancel = wall.after(timeoutMs, () => settle({ ok: false, fault: fault("timed-out") }));
    socket.once("connect", () => settle({ ok: true, ms: wall.elapsed() - startedAt }));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      settle({ ok: false, fault: faults[error.code ?? ""] ?? fault("peer-error", error.message) }),
    );
    signal.addEventListener("abort", aborted);
    if (signal.aborted) aborted();
  });
}
