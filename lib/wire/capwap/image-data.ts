/**
 * CAPWAP image data transfer (RFC 5415 §9.1) as numbers: messages, duration, bytes at a moment. No bytes are moved here.
 * 1377 bytes of image per message, stop-and-wait with a window of 1, so the rate is 1377 / round trip (measured).
 */

/** Image bytes in one Image Data Request at a path MTU of 1485. */
export const IMAGE_DATA_BYTES = 1377;
/** RFC 5415 §4.7.3: a message without an answer is sent again after RetransmitInterval. */
const RETRANSMIT_INTERVAL_MS = 3000;
/** One dot on the AP's console per this many messages. */
const MESSAGES_PER_DOT = 200;

export type CapwapLink = {
  rttMs: number;
  /** Share of messages lost, 0 to below 1. */
  loss: number;
  /** What it carries at most; null: no limit of its own. */
  bytesPerSecond: number | null;
};

/** How many messages carry `sizeBytes`; at least one, which may be empty. */
export const messages = (sizeBytes: number, perMessage = IMAGE_DATA_BYTES): number =>
  Math.max(1, Math.ceil(sizeBytes / perMessage));

/** Bytes in the last message: what `> 70512640 bytes, 51208 msgs, 601 last` prints. */
export const lastMessageBytes = (sizeBytes: number, perMessage = IMAGE_DATA_BYTES): number =>
  sizeBytes - (messages(sizeBytes, perMessage) - 1) * perMessage;

/**
 * Mean milliseconds per message: the round trip, or as long as the link takes to carry it, and one retransmission
 * interval for each expected loss.
 */
export const messageIntervalMs = ({ rttMs, loss, bytesPerSecond }: CapwapLink): number => {
  const carriedMs = bytesPerSecond === null ? 0 : (IMAGE_DATA_BYTES * 1000) / bytesPerSecond;
  return Math.max(rttMs, carriedMs) + (loss / (1 - loss)) * RETRANSMIT_INTERVAL_MS;
};

/** Milliseconds for the whole image. */
export const transferMs = (sizeBytes: number, link: CapwapLink): number =>
  messages(sizeBytes) * messageIntervalMs(link);

/** Whole messages' bytes that arrived `elapsedMs` after the first request; never more than there are. */
export const bytesAt = (sizeBytes: number, link: CapwapLink, elapsedMs: number): number =>
  Math.min(sizeBytes, Math.max(0, Math.floor(elapsedMs / messageIntervalMs(link))) * IMAGE_DATA_BYTES);

/** Milliseconds until at least `share` (0-1) of the image arrived. */
export const msUntilShare = (sizeBytes: number, link: CapwapLink, share: number): number =>
  Math.ceil((sizeBytes * share) / IMAGE_DATA_BYTES) * messageIntervalMs(link);

/** Dots printed once `bytes` arrived. */
export const dots = (bytes: number, perMessage = IMAGE_DATA_BYTES): number =>
  Math.floor(bytes / perMessage / MESSAGES_PER_DOT);
