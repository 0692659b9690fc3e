/**
 * The web thread's end of the engine channel, the only way to the engine: `ask`, `subscribe`, `stop`. There is one worker
 * per process, however many copies of this module the bundler makes.
 */
import { Worker } from "node:worker_threads";
import type { Actor } from "@/lib/contracts/actor";
import type { CommandAnswer, CommandInput, CommandType } from "@/lib/contracts/commands";
import { type Answer, fault } from "@/lib/contracts/fault";
import type { Delta, Topic } from "@/lib/contracts/stream";
import type { FromEngine, HeldRows, Opening, Port, Ready, ToEngine } from "./engine-channel";
import { processSingleton } from "./process-singleton";

/** Ends a subscription. */
export type Subscription = { close(): void };
/** Called by a subscription: `opened` once, then `batch` any number of times. */
export type SubscriptionListener = {
  opened(opening: Opening): void;
  /** Deltas of the subscription's topics, each once and in rising order. */
  batch(deltas: Delta[]): void;
  /** The engine has stopped, and with it the subscription. */
  lost(): void;
};

/** The engine as the web thread sees it. */
export type EngineClient = {
  /** Resolves when the engine has started; rejects with an Error of one line when it can't start. */
  ready: Promise<Ready>;
  /** Gives a command. Never rejects: an engine that has stopped is the fault `engine-unreachable`. */
  ask<T extends CommandType>(
    type: T,
    input: CommandInput<T>,
    actor: Actor,
  ): Promise<Answer<CommandAnswer<T>>>;
  /** Follows topics, from a snapshot or from the rows that the reader holds. */
  subscribe(topics: Topic[], held: HeldRows | undefined, listener: SubscriptionListener): Subscription;
  /** Calls the listener with the ids of sessions and API tokens that have ended. @returns stops calling it */
  onSignInsEnded(listener: (ids: readonly string[]) => void): () => void;
  /** Whether the engine has stopped, in order or by a crash. It is not started again. */
  isGone(): boolean;
  /** Stops the engine in order. Resolves when it has closed its store, or after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
};

/** `early`: deltas that arrive before the opening. `seq`: of the last delta that was delivered. */
type Open = { topics: Set<Topic>; listener: SubscriptionListener; seq: number | undefined; early: Delta[] };

/** The engine of this process, started on the first call. */
export const engine = (): EngineClient =>
  processSingleton("ewc.engine", () => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { name: "engine" });
    return connectEngine(worker, (listener) => {
      worker.once("error", (error) => listener(error instanceof Error ? error.message : String(error)));
      worker.once("exit", () => listener("The engine stopped."));
    });
  });

/** Connects to an engine through any port, so that tests can do without a worker. `onGone` reports that it has stopped. */
export function connectEngine(
  port: Port<ToEngine, FromEngine>,
  onGone: (listener: (why: string) => void) => void,
): EngineClient {
  let nextId = 1;
  let gone = false;
  const asked = new Map<number, (answer: Answer<unknown>) => void>();
  const opens = new Map<number, Open>();
  const signInListeners = new Set<(ids: readonly string[]) => void>();
  let settleReady: { resolve(r: Ready): void; reject(e: Error): void };
  let settleStopped: () => void = () => undefined;
  const ready = new Promise<Ready>((resolve, reject) => {
    settleReady = { resolve, reject };
  });
  ready.catch(() => undefined);

  const lost = (why: string) => {
    if (gone) return;
    gone = true;
    settleReady.reject(new Error(why));
    settleStopped();
    for (const resolve of asked.values()) resolve({ ok: false, fault: fault("engine-unreachable") });
    asked.clear();
    for (const { listener } of opens.values()) listener.lost();
    opens.clear();
  };
  onGone(lost);

  port.on("message", (message) => {
    switch (message.kind) {
      case "ready":
        settleReady.resolve(message.ready);
        return;
      case "failed":
        lost(message.message);
        return;
      case "answer":
        asked.get(message.id)?.(message.answer);
        asked.delete(message.id);
        return;
      case "opened":
        opened(opens.get(message.id), message.opening);
        return;
      case "batch":
        for (const open of opens.values()) deliver(open, message.deltas);
        return;
      case "sign-ins-ended":
        for (const listener of [...signInListeners]) listener(message.ids);
        return;
      case "stopped":
        settleStopped();
        return;
    }
  });

  return {
    ready,
    ask<T extends CommandType>(type: T, input: CommandInput<T>, actor: Actor) {
      if (gone) return Promise.resolve({ ok: false, fault: fault("engine-unreachable") } as const);
      const id = nextId++;
      return new Promise<Answer<CommandAnswer<T>>>((resolve) => {
        asked.set(id, resolve as (answer: Answer<unknown>) => void);
        port.postMessage({ kind: "ask", id, type, input, actor });
      });
    },
    subscribe(topics, held, listener) {
      if (gone) {
        queueMicrotask(() => listener.lost());
        return { close: () => undefined };
      }
      const id = nextId++;
      opens.set(id, { topics: new Set(topics), listener, seq: undefined, early: [] });
      port.postMessage({ kind: "subscribe", id, topics, held });
      return {
        close() {
          if (opens.delete(id) && !gone) port.postMessage({ kind: "unsubscribe", id });
        },
      };
    },
    onSignInsEnded(listener) {
      signInListeners.add(listener);
      return () => void signInListeners.delete(listener);
    },
    isGone: () => gone,
    stop(deadlineMs) {
      if (gone) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => settleStopped(), deadlineMs);
        settleStopped = () => {
          settleStopped = () => undefined;
          clearTimeout(timer);
          lost("The engine stopped.");
          resolve();
        };
        port.postMessage({ kind: "stop" });
      });
    },
  };
}

function opened(open: Open | undefined, opening: Opening): void {
  if (!open) return;
  open.seq = opening.position.seq;
  open.listener.opened(opening);
  const early = open.early;
  open.early = [];
  deliver(open, early);
}

function deliver(open: Open, deltas: readonly Delta[]): void {
  const wanted = deltas.filter(
    (d) => open.topics.has(d.topic) && (open.seq === undefined || d.seq > open.seq),
  );
  if (open.seq === undefined) {
    open.early.push(...wanted);
    return;
  }
  const last = wanted.at(-1);
  if (!last) return;
  open.seq = last.seq;
  open.listener.batch(wanted);
}
