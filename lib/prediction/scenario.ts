/**
 * The duration of each single step, in the best, the likely and the worst case: a read from the server, a transfer over
 * CAPWAP, the verification. Milliseconds of wall time.
 */
import { WELL_BEHAVED } from "@/lib/contracts/lab";
import type { NeededImage, PredictedAp, PredictionInput, Spread } from "@/lib/contracts/prediction-input";
import { VERIFY_MS } from "@/lib/fleet/ap-download";
import { outageSpan } from "@/lib/fleet/outage-estimate";
import { type CapwapLink, messages, transferMs } from "@/lib/wire/capwap/image-data";

export type Case = "best" | "likely" | "worst";
const FAST: Record<Case, keyof Spread> = { best: "high", likely: "likely", worst: "low" };
const SLOW: Record<Case, keyof Spread> = { best: "low", likely: "likely", worst: "high" };

export class Scenario {
  readonly input: PredictionInput;
  readonly #case: Case;

  constructor(input: PredictionInput, which: Case) {
    this.input = input;
    this.#case = which;
  }

  /**
   * What all reads get together. A limit that nobody has measured is, in the worst case, what one read gets: then reads at
   * the same time gain nothing.
   */
  get serverBytesPerSecond(): number {
    const { serverBytesPerSecond, images } = this.input;
    if (serverBytesPerSecond !== null) return serverBytesPerSecond;
    if (this.#case !== "worst") return Number.POSITIVE_INFINITY;
    const rates = images.flatMap(({ wire }) => (wire === null ? [] : wire.bytesPerSecond.likely));
    return rates.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...rates);
  }

  /** A read of the image by somebody without a slow link. */
  wireMs({ sizeBytes, wire }: NeededImage): number {
    if (wire === null) return 0;
    return wire.openMs + (sizeBytes * 1000) / wire.bytesPerSecond[FAST[this.#case]];
  }

  /** A read by the access point itself, which waits for each window of packets over its own link. */
  ownReadMs(image: NeededImage, ap: PredictedAp): number {
    const onWire = this.wireMs(image);
    const { packets } = this.input;
    if (packets === null || ap.link === undefined) return onWire;
    const { loss, rttMs, bytesPerSecond } = ap.link;
    const windows = Math.ceil(image.sizeBytes / (packets.blockSize * packets.windowSize));
    const delayMs = Math.max(0, rttMs - WELL_BEHAVED.linkRttMs);
    const lostMs = (loss / (1 - loss)) * packets.timeoutSeconds * 1000;
    const carriedMs = bytesPerSecond === null ? 0 : (image.sizeBytes * 1000) / bytesPerSecond;
    return Math.max(onWire, carriedMs) + windows * (delayMs + lostMs);
  }

  /**
   * A transfer from the controller to the access point. What is known of a link, of its losses or of a last download is as
   * uncertain as the round trip, so each case changes the whole by the same share.
   */
  capwapMs(sizeBytes: number, ap: PredictedAp): number {
    const { capwap, clockFactor } = this.input;
    const { rttMs, loss, windowSize } = capwap;
    const share = rttMs[SLOW[this.#case]] / rttMs.likely / clockFactor;
    if (ap.lastDownload !== undefined) {
      const { bytes, seconds } = ap.lastDownload;
      return ((seconds * 1000) / messages(bytes)) * messages(sizeBytes) * share;
    }
    const link: CapwapLink = ap.link ?? { rttMs: rttMs.likely, loss, bytesPerSecond: null };
    return transferMs(sizeBytes, { ...link, rttMs: link.rttMs / windowSize }) * share;
  }

  verifyMs({ flashSlowness }: PredictedAp): number {
    return (VERIFY_MS * flashSlowness) / this.input.clockFactor;
  }

  /** Of what the controller or its access points wait for. @param seconds of the controller's clock */
  controllerMs(seconds: number): number {
    return (seconds * 1000) / this.input.clockFactor;
  }

  /** From Activate until the last access point is back. */
  reloadMs(): number {
    const { reload, aps, capwap, clockFactor } = this.input;
    if (reload === null) return 0;
    let last = reload.controllerSeconds * 1000;
    for (const { bootSeconds = WELL_BEHAVED.bootSeconds, link, isController } of aps) {
      const linkRttMs = link?.rttMs ?? capwap.rttMs.likely;
      const span = outageSpan(
        { bootMs: bootSeconds * 1000, linkRttMs, isController },
        reload.controllerSeconds * 1000,
      );
      const { leastMs, mostMs } = span;
      last = Math.max(last, { best: leastMs, likely: (leastMs + mostMs) / 2, worst: mostMs }[this.#case]);
    }
    return last / clockFactor;
  }
}
