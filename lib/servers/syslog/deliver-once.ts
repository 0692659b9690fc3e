/** Sends one test message to a collector, for an operator who wants to know whether messages arrive. */
import { FaultError } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { type Collector, faultOfCollector } from "./carrier";
import { openCarrier } from "./syslog-sender";

/** A refusal arrives within a round trip; after this time the message counts as delivered. */
const ANSWER_MS = 500;

/**
 * UDP: resolves when the datagram was sent and not refused. TCP: resolves when the collector accepted the connection and
 * did not close it. Rejects with a FaultError.
 */
export function deliverOnce(collector: Collector, message: Uint8Array, wall: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    let cancel: Cancel | undefined;
    const failed = (code: string) => {
      cancel?.();
      carrier.destroy();
      reject(new FaultError(faultOfCollector(code, collector)));
    };
    const waitForAnswer = () => {
      cancel = wall.after(ANSWER_MS, () => {
        carrier.destroy();
        resolve();
      });
    };
    const carrier = openCarrier(collector, wall, {
      onOpen: () =>
        carrier.send(message, (accepted) => (accepted ? waitForAnswer() : failed("ECONNREFUSED"))),
      onLost: failed,
      onRefused: () => failed("ECONNREFUSED"),
    });
  });
}
