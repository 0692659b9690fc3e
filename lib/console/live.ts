/**
 * The server side of the live stream: turns a subscription at the engine into Server-Sent Events. A slow reader is
 * unsubscribed and gets what it missed when it has caught up, so that its queue does not grow.
 */
import "server-only";
import { type Fault, fault } from "@/lib/contracts/fault";
import { formatPosition, type Position, type StreamMessage, type Topic } from "@/lib/contracts/stream";
import type { Opening } from "@/lib/engine/engine-channel";
import { type EngineClient, engine, type Subscription } from "@/lib/engine/engine-client";
import { processSingleton } from "@/lib/engine/process-singleton";

const SNAPSHOT_CHUNK_ROWS = 500;
const HEARTBEAT_MS = 15_000;
/** Bytes queued on one connection before its reader counts as slow. */
const SLOW_READER_BYTES = 2_000_000;

/** One message in the format of an event stream. The browser sends the id back as Last-Event-ID. */
export function encodeSse(message: StreamMessage, id?: Position): string {
  const idLine = id === undefined ? "" : `id: ${formatPosition(id)}\n`;
  return `event: ${message.event}\n${idLine}data: ${JSON.stringify(message.data)}\n\n`;
}

/** The messages that open a stream: missed deltas, if the reader resumes; then snapshots in chunks, and their end. */
export function* openingMessages(
  opening: Opening,
  topics: Topic[],
): Generator<{ message: StreamMessage; id?: Position }> {
  const { position } = opening;
  const isResumed = opening.mode === "resumed";
  if (isResumed) {
    yield {
      message: { event: "resumed", data: { position } },
      ...(opening.deltas.length === 0 && { id: position }),
    };
    if (opening.deltas.length > 0)
      yield { message: { event: "delta", data: { deltas: opening.deltas, position } }, id: position };
    if (opening.fresh.length === 0) return;
  }
  for (const { topic, rows } of isResumed ? opening.fresh : opening.rows) {
    for (let from = 0; from === 0 || from < rows.length; from += SNAPSHOT_CHUNK_ROWS) {
      yield {
        message: { event: "snapshot", data: { topic, rows: rows.slice(from, from + SNAPSHOT_CHUNK_ROWS) } },
      };
    }
  }
  const complete = isResumed ? opening.fresh.map(({ topic }) => topic) : topics;
  yield { message: { event: "snapshot-complete", data: { position, topics: complete } }, id: position };
}

/** What one reader follows. */
export type LiveOptions = {
  topics: Topic[];
  /** The position of the rows that the reader has; undefined: it has none. */
  since: Position | undefined;
  /** Topics of which the reader has no rows yet, while it has the others at `since`. */
  fresh?: readonly Topic[];
  signal: AbortSignal;
  /** The session or API token that opened it: the stream ends with it. */
  signIn?: string | undefined;
};

/** The most open streams of one session: each tab has one. */
export const MAX_STREAMS_PER_SIGN_IN = 40;
const openStreams = (): Map<string, number> =>
  processSingleton("ewc.streams", () => new Map<string, number>());

/** The most open streams of all sessions. Each holds a descriptor, which image servers and database need too. */
export const MAX_STREAMS = 400;

/** Why a session or API token may not have another stream; null: it may. */
export function streamRefusal(signIn: string | undefined): Fault | null {
  if (signIn === undefined) return null;
  const streams = openStreams();
  if ((streams.get(signIn) ?? 0) >= MAX_STREAMS_PER_SIGN_IN)
    return fault("busy", "Too many pages are open in this session.", "Close some of them.");
  const total = [...streams.values()].reduce((sum, count) => sum + count, 0);
  if (total < MAX_STREAMS) return null;
  return fault("busy", `${MAX_STREAMS} pages are open, which is the most at once.`, "Close some of them.");
}

/** Counts a stream until the function that it returns is called. */
function countStream(signIn: string): () => void {
  const streams = openStreams();
  streams.set(signIn, (streams.get(signIn) ?? 0) + 1);
  let isCounted = true;
  return () => {
    if (!isCounted) return;
    isCounted = false;
    const left = (streams.get(signIn) ?? 1) - 1;
    if (left > 0) streams.set(signIn, left);
    else streams.delete(signIn);
  };
}

/** The body of `GET /api/events`. Ends when the reader disconnects or the engine stops. */
export function liveStream(
  options: LiveOptions,
  source: Pick<EngineClient, "subscribe" | "onSignInsEnded"> = engine(),
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let subscription: Subscription | undefined;
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let isSlow = false;
  let stopListening: () => void = () => undefined;
  let leave: () => void = () => undefined;
  let last = options.since;
  let fresh = options.fresh ?? [];

  const end = () => {
    clearInterval(heartbeat);
    stopListening();
    leave();
    subscription?.close();
    subscription = undefined;
  };
  const open = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const send = (message: StreamMessage, id?: Position) =>
      controller.enqueue(encoder.encode(encodeSse(message, id)));
    subscription = source.subscribe(options.topics, last && { position: last, fresh }, {
      opened(opening) {
        last = opening.position;
        fresh = [];
        for (const { message, id } of openingMessages(opening, options.topics)) send(message, id);
      },
      batch(deltas) {
        if ((controller.desiredSize ?? 0) < 0) {
          // What it misses from now on is requested when it has caught up: as deltas, or as a new snapshot.
          isSlow = true;
          subscription?.close();
          return;
        }
        last = { epoch: last?.epoch ?? "", seq: deltas.at(-1)?.seq ?? 0 };
        send({ event: "delta", data: { deltas, position: last } }, last);
      },
      lost() {
        end();
        controller.close();
      },
    });
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const { signIn } = options;
        if (signIn !== undefined) {
          leave = countStream(signIn);
          stopListening = source.onSignInsEnded((ids) => {
            if (!ids.includes(signIn)) return;
            end();
            controller.close();
          });
        }
        heartbeat = setInterval(() => {
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(": heartbeat\n\n"));
        }, HEARTBEAT_MS);
        // Sent immediately, so that the browser knows that the stream is open.
        controller.enqueue(encoder.encode(": open\n\n"));
        options.signal.addEventListener("abort", end, { once: true });
        open(controller);
      },
      pull(controller) {
        if (!isSlow) return;
        isSlow = false;
        open(controller);
      },
      cancel: end,
    },
    { highWaterMark: SLOW_READER_BYTES, size: (chunk) => chunk.byteLength },
  );
}
