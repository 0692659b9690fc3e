/** Reads how an access point reports its own image download on its console: from the request to the last block. */
import type { DetailedAp } from "./known-block";

const STAMP = /^\[\*(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{3,4})\]\s?(.*)$/;

/** The time and text of a line of an AP console; null for another line. Milliseconds, in the access point's own zone. */
function stamped(text: string): { at: number; text: string } | null {
  const [, month, day, year, hour, minute, second, fraction = "", rest = ""] = STAMP.exec(text) ?? [];
  if (year === undefined) return null;
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return { at: at + Number(fraction.slice(0, 3)), text: rest };
}

/** Follows the console of one access point after another; whose it is, says the prompt before. */
export class ApConsoleReader {
  #name: string | null = null;
  #requestedAt: number | null = null;
  readonly found: DetailedAp[] = [];

  /** A prompt with this name came before. */
  promptOf(name: string): void {
    this.#name = name;
    this.#requestedAt = null;
  }

  /** Returns whether the line is one of an AP console. */
  take(text: string): boolean {
    const line = stamped(text);
    if (line === null) return false;
    if (/^Image Data Request sent to/i.test(line.text)) this.#requestedAt = line.at;
    const bytes = /> (\d{1,12}) bytes, \d+ msgs/.exec(line.text)?.[1];
    if (bytes !== undefined && this.#requestedAt !== null && this.#name !== null) {
      const seconds = (line.at - this.#requestedAt) / 1000;
      if (seconds > 0) this.found.push({ name: this.#name, lastDownload: { bytes: Number(bytes), seconds } });
      this.#requestedAt = null;
    }
    return true;
  }
}
