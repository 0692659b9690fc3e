/**
 * Option negotiation on both sides (RFC 2347): blksize (RFC 2348), timeout and tsize (RFC 2349), windowsize (RFC 7440), and
 * blksize2, utimeout and rollover as tftpd-hpa has them. Unknown options and values out of range are not acknowledged.
 */
import { err, ok, type Result } from "@/lib/kit/result";
import type { Rollover } from "./block-numbers";
import type { Options } from "./packet";

export const DEFAULT_BLOCK_SIZE = 512;
export const MIN_BLOCK_SIZE = 8;
export const MAX_BLOCK_SIZE = 65464;
export const MAX_WINDOW_SIZE = 65535;
/** The most that one ACK may draw from a server, so that a short packet with a forged address does little harm. */
export const MAX_WINDOW_BYTES = 128 * 1024;

/** The values that both sides use. */
export type Agreed = {
  /** Payload bytes of a full DATA. */
  blockSize: number;
  /** DATA packets per ACK. */
  windowSize: number;
  /** Null when none was negotiated. */
  timeoutMs: number | null;
  rollover: Rollover;
};

export const withoutOptions: Agreed = {
  blockSize: DEFAULT_BLOCK_SIZE,
  windowSize: 1,
  timeoutMs: null,
  rollover: 0,
};

/** The server's limits, and the size of the file. */
export type Offer = {
  /** The answer to `tsize`; null when it cannot be known (netascii changes the length). */
  sizeBytes: number | null;
  maxBlockSize: number;
  maxWindowSize: number;
};

/** The server's side of a read request: the values to use, and the options for the OACK (none: no OACK, RFC 2347 §3). */
export function answerOptions(asked: Options, offer: Offer): { agreed: Agreed; acknowledged: Options } {
  const agreed: Agreed = { ...withoutOptions };
  const acknowledged = new Map<string, string>();
  const accept = (name: string, value: number) => acknowledged.set(name, String(value));

  for (const [name, text] of asked) {
    const value = wholeNumber(text);
    if (value === undefined) continue;
    if (name === "blksize" && value >= MIN_BLOCK_SIZE && !acknowledged.has("blksize2")) {
      // RFC 2348: the server may answer with less.
      agreed.blockSize = Math.min(value, offer.maxBlockSize, MAX_BLOCK_SIZE);
      accept(name, agreed.blockSize);
    } else if (name === "blksize2" && value >= MIN_BLOCK_SIZE && !acknowledged.has("blksize")) {
      agreed.blockSize = 2 ** Math.floor(Math.log2(Math.min(value, offer.maxBlockSize, 32768)));
      accept(name, agreed.blockSize);
    } else if (name === "timeout" && value >= 1 && value <= 255) {
      agreed.timeoutMs = value * 1000; // RFC 2349 §3: in seconds, acknowledged unchanged
      accept(name, value);
    } else if (name === "utimeout" && value >= 10_000 && value <= 255_000_000) {
      agreed.timeoutMs = value / 1000;
      accept(name, value);
    } else if (name === "tsize" && offer.sizeBytes !== null) {
      accept(name, offer.sizeBytes); // RFC 2349 §4
    } else if (name === "windowsize" && value >= 1 && value <= MAX_WINDOW_SIZE) {
      agreed.windowSize = Math.min(value, offer.maxWindowSize); // RFC 7440 §3: equal or less
      accept(name, agreed.windowSize);
    } else if (name === "rollover" && (value === 0 || value === 1)) {
      agreed.rollover = value;
      accept(name, value);
    }
  }
  if (acknowledged.has("windowsize")) {
    // Not cut short later: a receiver acknowledges only whole windows (RFC 7440 §4).
    agreed.windowSize = Math.min(
      agreed.windowSize,
      Math.max(1, Math.floor(MAX_WINDOW_BYTES / agreed.blockSize)),
    );
    accept("windowsize", agreed.windowSize);
  }
  return { agreed, acknowledged };
}

/**
 * The server's side of a write request. The size in `tsize` is the client's, and is acknowledged unchanged (RFC 2349 §4).
 * @returns also the announced size; null when the client announced none
 */
export function answerWriteOptions(
  asked: Options,
  offer: Omit<Offer, "sizeBytes">,
): { agreed: Agreed; acknowledged: Options; sizeBytes: number | null } {
  const sizeBytes = wholeNumber(asked.get("tsize") ?? "") ?? null;
  return { ...answerOptions(asked, { ...offer, sizeBytes }), sizeBytes };
}

/** The client's side: the options of its read request. Default values are not requested. */
export function askOptions(wanted: { blockSize: number; windowSize: number }): Options {
  const asked = new Map([["tsize", "0"]]);
  if (wanted.blockSize !== DEFAULT_BLOCK_SIZE) asked.set("blksize", String(wanted.blockSize));
  if (wanted.windowSize !== 1) asked.set("windowsize", String(wanted.windowSize));
  return asked;
}

/** The values of the server's OACK, or why it cannot be accepted (then ERROR 8 ends the transfer, RFC 2347 §4). */
export function readAcknowledged(
  asked: Options,
  acknowledged: Options,
): Result<Agreed & { announcedSize: number | null }, string> {
  const agreed = { ...withoutOptions, announcedSize: null as number | null };
  for (const [name, text] of acknowledged) {
    const wanted = asked.get(name);
    if (wanted === undefined) return err(`The option ${name} was not requested.`);
    const value = wholeNumber(text);
    if (value === undefined) return err(`The value of the option ${name} is not a number.`);
    if (name === "tsize") agreed.announcedSize = value;
    if (name === "blksize") {
      if (value < MIN_BLOCK_SIZE || value > Number(wanted))
        return err(`A blksize of ${value} was not requested.`);
      agreed.blockSize = value;
    }
    if (name === "windowsize") {
      if (value < 1 || value > Number(wanted)) return err(`A windowsize of ${value} was not requested.`);
      agreed.windowSize = value;
    }
  }
  return ok(agreed);
}

/** The number of a text of decimal digits, at most 2^53 - 1. */
function wholeNumber(text: string): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
