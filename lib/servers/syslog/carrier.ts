/** A transport for syslog messages to one collector, over UDP or TCP, and its errors as faults with a remedy. */

import { type Fault, fault } from "@/lib/contracts/fault";
import type { SyslogTransport } from "@/lib/contracts/forwarding";
import type { Clock } from "@/lib/kit/clock";
import { hostAndPort } from "@/lib/kit/host-and-port";

export type Collector = { address: string; port: number; transport: SyslogTransport };

export type Carrier = {
  /**
   * Sends one message. The next may be sent after `done` was called. `accepted`: the operating system has the message; else
   * it is lost. When the carrier fails, `done` is not called, and the collector may have a part of the message.
   */
  send(message: Uint8Array, done: (accepted: boolean) => void): void;
  /** Closes in order. Resolves when the collector has closed its side, or after `destroy`. */
  close(): Promise<void>;
  /** Closes at once. */
  destroy(): void;
};

/** Not called after `onLost`, `close` or `destroy`. Codes are those of {@link faultOfCollector}. */
export type CarrierEvents = {
  onOpen(): void;
  /** The carrier has failed and cannot send any more. */
  onLost(code: string): void;
  /** UDP only: nothing listens on the collector's port. Later messages may arrive. */
  onRefused(): void;
};

export type OpenCarrier = (collector: Collector, wall: Clock, on: CarrierEvents) => Carrier;

/** Our own error codes: the collector closed the connection, and the collector accepts no more bytes. */
export const CLOSED_BY_PEER = "CLOSED_BY_PEER";
export const STALLED = "STALLED";

/** The fault for an error code of the operating system, `CLOSED_BY_PEER` or `STALLED`, with a remedy. */
export function faultOfCollector(code: string, collector: Collector): Fault {
  const { address, port, transport } = collector;
  const name = `${transport.toUpperCase()} port ${port}`;
  switch (code) {
    case "ECONNREFUSED":
      return fault(
        "connection-refused",
        `Nothing listens on ${name} of ${address}.`,
        transport === "udp"
          ? "Start the collector, or correct its address and port. Over UDP, messages are lost meanwhile."
          : "Start the collector, or correct its address and port.",
      );
    case "ETIMEDOUT":
      return fault(
        "timed-out",
        `${address} does not answer on ${name}.`,
        "Check the address, and that no firewall is in the way.",
      );
    case STALLED:
      return fault(
        "timed-out",
        `The collector at ${hostAndPort(address, port)} accepts no more messages.`,
        "Check the collector. Its disk may be full, or it may have stopped responding.",
      );
    case CLOSED_BY_PEER:
    case "ECONNRESET":
    case "EPIPE":
      return fault(
        "server-gone",
        `The collector at ${hostAndPort(address, port)} closed the connection.`,
        "Check the collector's log. The collector may be restarting, may reject this machine, or may expect TLS.",
      );
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ENETDOWN":
    case "EHOSTDOWN":
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
      return fault(
        "network-unreachable",
        `There is no route to ${address} from this machine.`,
        "Check the address and this machine's network.",
      );
    case "EACCES":
    case "EPERM":
      return fault(
        "network-unreachable",
        `This machine is not permitted to send to ${hostAndPort(address, port)} (${code}).`,
        "Check its firewall, and that the address is not a broadcast address.",
      );
    default:
      return fault("peer-error", `Sending to ${hostAndPort(address, port)} failed (${code}).`);
  }
}
