/** The files of a bundle of evidence as streams of pieces. What can be large is asked for page by page, as it is read. */
import type { Actor } from "@/lib/contracts/actor";
import { NO_AUDIT_FILTER } from "@/lib/contracts/audit";
import type { CommandAnswer, CommandInput, CommandType } from "@/lib/contracts/commands";
import { FaultError } from "@/lib/contracts/fault";
import type { logSources } from "@/lib/contracts/logs";
import { RecordingUnpacker } from "@/lib/contracts/recording/unpack";
import { keyBefore } from "@/lib/contracts/timeline";
import type { EngineClient } from "@/lib/engine/engine-client";

/** Bytes, or lines of JSON in pieces. */
export type FilePieces = AsyncGenerator<string | Uint8Array> | Generator<string | Uint8Array>;

const PAGE = 500;
/** Lines of the recording are collected up to this size. */
const PIECE_CHARACTERS = 64_000;
/** Orders are audited when they are carried out, and lines of the command line when they end. */
const AUDIT_MARGIN_MS = 60_000;

export type BundleTime = { from: number; until: number };

export class BundleFiles {
  readonly #ask: EngineClient["ask"];
  readonly #actor: Actor;
  readonly #time: BundleTime;

  constructor(ask: EngineClient["ask"], actor: Actor, time: BundleTime) {
    this.#ask = ask;
    this.#actor = actor;
    this.#time = time;
  }

  async *timeline(): FilePieces {
    const { from, until } = this.#time;
    let after: string | null = keyBefore(from);
    while (after !== null) {
      const page: CommandAnswer<"timeline.read"> = await this.#answer("timeline.read", {
        after,
        limit: PAGE,
      });
      const entries = page.entries.filter(({ wallAt }) => wallAt <= until);
      yield jsonLines(entries);
      after = page.more && entries.length === page.entries.length ? (entries.at(-1)?.key ?? null) : null;
    }
  }

  async *log(source: (typeof logSources)[number]): FilePieces {
    let behind: CommandAnswer<"runs.log-lines">["next"] = null;
    do {
      const input = { source, ...this.#time, behind, limit: PAGE };
      const page: CommandAnswer<"runs.log-lines"> = await this.#answer("runs.log-lines", input);
      yield jsonLines(page.lines);
      behind = page.next;
    } while (behind !== null);
  }

  async *transfers(): FilePieces {
    let before: number | null = null;
    do {
      const input = { during: this.#time, before, limit: PAGE };
      const page: CommandAnswer<"transfers.history"> = await this.#answer("transfers.history", input);
      yield jsonLines(page.rows);
      before = page.more ? (page.rows.at(-1)?.endedAt ?? null) : null;
    } while (before !== null);
  }

  async *audit(): FilePieces {
    const since = this.#time.from - AUDIT_MARGIN_MS;
    const until = this.#time.until + AUDIT_MARGIN_MS;
    let before: number | null = null;
    do {
      const input = { ...NO_AUDIT_FILTER, since, until, before, limit: PAGE };
      const page: CommandAnswer<"audit.list"> = await this.#answer("audit.list", input);
      yield jsonLines(page.entries);
      before = page.more ? (page.entries.at(-1)?.id ?? null) : null;
    } while (before !== null);
  }

  async #answer<T extends CommandType>(type: T, input: CommandInput<T>): Promise<CommandAnswer<T>> {
    const answer = await this.#ask(type, input, this.#actor);
    if (!answer.ok) throw new FaultError(answer.fault);
    return answer.value;
  }
}

/** The records of a recording, one line each. */
export function* recordingLines(bytes: Uint8Array): FilePieces {
  let text = "";
  for (const record of new RecordingUnpacker().records(bytes)) {
    text += `${JSON.stringify(
      record.kind === "samples"
        ? { ...record, aps: [...record.aps], percents: [...record.percents] }
        : record,
    )}\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** A whole file. */
export function* wholeFile(content: string | Uint8Array): FilePieces {
  yield content;
}

const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join("");
