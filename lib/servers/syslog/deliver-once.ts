/** One message to a collector, now, and what became of it: for the operator who asks whether it would arrive. */
import { FaultError } from "@/lib/contracts/fault";
import type { Cancel, Clock } from "@/lib/kit/clock";
import { type Collector, faultOfCollector } from "./carrier";
import { openCarrier } from "./syslog-sender";

/** A refusal comes back within a round trip; a collector that keeps the connection open has said nothing against it. */
const ANSWER_MS = 500;

/**
 * UDP: resolves when the system took the datagram and nobody refused it. TCP: when the collector took the connection and
 * did not break it off. Rejects with a FaultError.
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
      onOpen: () => carrier.send(message, (taken) => (taken ? waitForAnswer() : failed("ECONNREFUSED"))),
      onLost: failed,
      onRefused: () => failed("ECONNREFUSED"),
    });
  });
}
