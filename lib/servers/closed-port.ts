/**
 * Finds out whether a host is there although the program in question is silent: a host that is reached answers a UDP
 * packet to a port that nobody uses with "port unreachable" (RFC 1122 §3.2.2.1), unless a firewall forbids it.
 */
import { openDatagram } from "./datagram";

/** The program traceroute uses the ports from here on, because hardly any program does. */
const UNUSED_PORT = 33_434;

/** Whether the host at this address answered that the port is closed. False after `waitMs` milliseconds. Never rejects. */
export async function refusesClosedPort(
  server: string,
  waitMs: number,
  port = UNUSED_PORT,
): Promise<boolean> {
  let settle: (refused: boolean) => void = () => undefined;
  const refused = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  try {
    const socket = await openDatagram({
      family: server.includes(":") ? 6 : 4,
      reportSending: true,
      onMessage: () => undefined,
      onError: (code) => settle(code === "ECONNREFUSED"),
    });
    const timer = setTimeout(() => settle(false), waitMs);
    socket.connect(port, server);
    socket.send(new Uint8Array(1), port, server);
    const answer = await refused;
    clearTimeout(timer);
    socket.close();
    return answer;
  } catch {
    return false;
  }
}
