/**
 * The dots of a download on the console: one for 200 messages, in lines. An access point that joins also discards
 * messages of its CAPWAP state, and prints no dots meanwhile. Pure: bytes and time are handed in.
 */
import { messages } from "@/lib/wire/capwap/image-data";
import { DISCARDED_IN_IMAGE_DATA } from "./console-lines";

/** One line of dots. `from`: the number of messages that have arrived when its first dot is printed. */
type DotLine = { from: number; dots: number; discards: boolean };
type DotPattern = { lines: readonly DotLine[]; messages: number };

/** The captured download of 51,208 messages: 251 dots, and four discarded messages. Longer downloads repeat it. */
const JOINING: DotPattern = {
  messages: 51_208,
  lines: [
    { from: 0, dots: 39, discards: true },
    { from: 7919, dots: 11, discards: false },
    { from: 10_057, dots: 46, discards: true },
    { from: 20_190, dots: 4, discards: false },
    { from: 20_976, dots: 0, discards: true },
    { from: 21_006, dots: 45, discards: false },
    { from: 30_753, dots: 31, discards: true },
    { from: 36_904, dots: 19, discards: false },
    { from: 40_575, dots: 50, discards: false },
    { from: 50_295, dots: 6, discards: false },
  ],
};
/** In Run the controller answers those messages, so that nothing interrupts the dots. */
const IN_RUN: DotPattern = { messages: 10_000, lines: [{ from: 0, dots: 50, discards: false }] };

/** A line with the time of its first dot, milliseconds. */
export type StampedText = { text: string; startedAt: number };

/** The dots of one download. */
export class ConsoleDots {
  readonly #pattern: DotPattern;
  readonly #perMessage: number;
  /** Completed lines, counted over all repetitions of the pattern. */
  #printed = 0;
  #startedAt: number;
  #last: { bytes: number; at: number };

  /**
   * @param perMessage image bytes in one message
   * @param startedAt when the first message is expected, milliseconds
   */
  constructor(kind: "joining" | "in-run", perMessage: number, startedAt: number) {
    this.#pattern = kind === "joining" ? JOINING : IN_RUN;
    this.#perMessage = perMessage;
    this.#startedAt = startedAt;
    this.#last = { bytes: 0, at: startedAt };
  }

  /** The lines that were completed since the last call. @param at the time of this count of bytes, milliseconds */
  advance(bytes: number, at: number): StampedText[] {
    const arrived = Math.floor(bytes / this.#perMessage);
    const completed: StampedText[] = [];
    for (;;) {
      const next = this.#line(this.#printed + 1);
      if (next.from > arrived) break;
      const { dots, discards } = this.#line(this.#printed);
      const text = `${this.#opening}${".".repeat(dots)}${discards ? DISCARDED_IN_IMAGE_DATA : ""}`;
      completed.push({ text, startedAt: this.#startedAt });
      this.#startedAt = this.#timeOf(next.from * this.#perMessage, bytes, at);
      this.#printed++;
    }
    this.#last = { bytes, at: Math.max(at, this.#startedAt) };
    return completed;
  }

  /** The line that is under way when the last message has arrived. */
  rest(bytes: number): StampedText {
    const line = this.#line(this.#printed);
    const next = this.#line(this.#printed + 1);
    const arrived = messages(bytes, this.#perMessage);
    const share = Math.min(1, Math.max(0, (arrived - line.from) / (next.from - line.from)));
    const dots = ".".repeat(Math.floor(line.dots * share));
    return { text: `${this.#opening}${dots}`, startedAt: this.#startedAt };
  }

  get #opening(): string {
    return this.#printed === 0 ? "<" : "";
  }

  #line(nth: number): DotLine {
    const { lines, messages: cycle } = this.#pattern;
    const line = lines[nth % lines.length] as DotLine;
    return { ...line, from: line.from + Math.floor(nth / lines.length) * cycle };
  }

  /** When `wanted` bytes had arrived: between two counts, bytes arrive evenly. */
  #timeOf(wanted: number, bytes: number, at: number): number {
    const { bytes: before, at: since } = this.#last;
    if (bytes <= before) return at;
    return Math.max(this.#startedAt, since + ((wanted - before) / (bytes - before)) * (at - since));
  }
}
