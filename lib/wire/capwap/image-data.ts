/**
 * CAPWAP image data transfer (RFC 5415 §9.1) as arithmetic: number of messages, duration, bytes at a time. In the captured
 * logs a message carries 1377 bytes, and each waits for its answer, so the rate is 1377 bytes per round trip.
 */

/** Image bytes in one Image Data Request at a path MTU of 1485. */
export const IMAGE_DATA_BYTES = 1377;
/** RFC 5415 §4.7.3: a message without an answer is sent again after RetransmitInterval. */
const RETRANSMIT_INTERVAL_MS = 3000;

export type CapwapLink = {
  rttMs: number;
  /** Share of messages lost, 0 to below 1. */
  loss: number;
  /** Capacity; null: unlimited. */
  bytesPerSecond: number | null;
};

/** Number of messages for `sizeBytes`; at least one, which may be empty. */
export const messages = (sizeBytes: number, perMessage = IMAGE_DATA_BYTES): number =>
  Math.max(1, Math.ceil(sizeBytes / perMessage));

/** Bytes in the last message: what `> 70512640 bytes, 51208 msgs, 601 last` prints. */
export const lastMessageBytes = (sizeBytes: number, perMessage = IMAGE_DATA_BYTES): number =>
  sizeBytes - (messages(sizeBytes, perMessage) - 1) * perMessage;

/**
 * Mean milliseconds per message: the round trip or the transmission time of the link, whichever is longer, and one
 * retransmission interval for each expected loss.
 */
export const messageIntervalMs = ({ rttMs, loss, bytesPerSecond }: CapwapLink): number => {
  const carriedMs = bytesPerSecond === null ? 0 : (IMAGE_DATA_BYTES * 1000) / bytesPerSecond;
  return Math.max(rttMs, carriedMs) + (loss / (1 - loss)) * RETRANSMIT_INTERVAL_MS;
};

/** Milliseconds for the whole image. */
export const transferMs = (sizeBytes: number, link: CapwapLink): number =>
  messages(sizeBytes) * messageIntervalMs(link);

/** Bytes of the messages that have arrived `elapsedMs` after the first request; at most `sizeBytes`. */
export const bytesAt = (sizeBytes: number, link: CapwapLink, elapsedMs: number): number =>
  Math.min(sizeBytes, Math.max(0, Math.floor(elapsedMs / messageIntervalMs(link))) * IMAGE_DATA_BYTES);

/** Milliseconds until at least `share` (0 to 1) of the image has arrived. */
export const msUntilShare = (sizeBytes: number, link: CapwapLink, share: number): number =>
  Math.ceil((sizeBytes * share) / IMAGE_DATA_BYTES) * messageIntervalMs(link);
