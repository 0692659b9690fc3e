/** A transport for syslog messages to one collector, over UDP or TCP, and its errors as faults with a remedy. */

import { type Fault, fault } from "@/lib/contracts/fault";
import type { SyslogTransport } from "@/lib/contracts/forwarding";
import type { Clock } from "@/lib/kit/clock";

export type Collector = { address: string; port: number; transport: SyslogTransport };

export type Carrier = {
  /**
   * Sends one message; the next may be given once `done` was called. `taken`: the system has it. Otherwise it is lost.
   * When the carrier itself is lost, `done` is not called, and the collector has not got the message whole.
   */
  send(message: Uint8Array, done: (taken: boolean) => void): void;
  /** Ends when the collector has ended its side, too, or when this was destroyed. */
  close(): Promise<void>;
  /** Ends at once. */
  destroy(): void;
};

/** Nothing is called any more after `onLost`, `close` or `destroy`; codes are the system's, or of {@link faultOfCollector}. */
export type CarrierEvents = {
  onOpen(): void;
  /** Nothing more can be sent by this carrier. */
  onLost(code: string): void;
  /** The collector's machine told that nobody listens there. What is sent may yet arrive. UDP only. */
  onRefused(): void;
};

export type OpenCarrier = (collector: Collector, wall: Clock, on: CarrierEvents) => Carrier;

/** Not the system's: the collector ended the connection, and it takes no more bytes. */
export const CLOSED_BY_PEER = "CLOSED_BY_PEER";
export const STALLED = "STALLED";

const hostPort = ({ address, port }: Collector): string =>
  `${address.includes(":") ? `[${address}]` : address}:${port}`;

/** A system's error code as a sentence for the operator, and what to do about it. */
export function faultOfCollector(code: string, collector: Collector): Fault {
  const { address, port, transport } = collector;
  const name = `${transport.toUpperCase()} port ${port}`;
  switch (code) {
    case "ECONNREFUSED":
      return fault(
        "connection-refused",
        `Nobody listens on ${name} of ${address}.`,
        transport === "udp"
          ? "Start the collector, or correct its address and port. UDP keeps nothing for it meanwhile."
          : "Start the collector, or correct its address and port.",
      );
    case "ETIMEDOUT":
      return fault(
        "timed-out",
        `${address} does not answer on ${name}.`,
        "Check the address, and that no firewall stands between.",
      );
    case STALLED:
      return fault(
        "timed-out",
        `The collector at ${hostPort(collector)} takes no more messages.`,
        "Look at the collector: its disk may be full, or it hangs.",
      );
    case CLOSED_BY_PEER:
    case "ECONNRESET":
    case "EPIPE":
      return fault(
        "server-gone",
        `The collector at ${hostPort(collector)} closed the connection.`,
        "Look at its own log: it may be starting again, not accept this machine, or expect TLS.",
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ENETDOWN":
    case "EHOSTDOWN":
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
      return fault(
        "network-unreachable",
        `There is no way to ${address} from here.`,
        "Check the address and this machine's network.",
      );
    case "EACCES":
    case "EPERM":
      return fault(
        "network-unreachable",
        `This machine sends nothing to ${hostPort(collector)} (${code}).`,
        "Check its firewall, and that the address is one machine's and not a broadcast address.",
      );
    default:
      return fault("peer-error", `Sending to ${hostPort(collector)} failed (${code}).`);
  }
}
