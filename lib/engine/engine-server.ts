/** The engine's end of the engine channel: runs commands, opens subscriptions, sends batches of deltas. */
import type { Actor } from "@/lib/contracts/actor";
import { type Command, commands, isCommandType } from "@/lib/contracts/commands";
import { type Answer, fault, faultOf } from "@/lib/contracts/fault";
import { inputFault } from "@/lib/contracts/field-errors";
import { apOfTopic, type SnapshotRows, type Topic } from "@/lib/contracts/stream";
import type { Bus } from "./bus";
import type { FromEngine, Opening, Port, ToEngine } from "./engine-channel";

/** What the server needs of the engine. */
export type EngineServerPorts = {
  bus: Bus;
  /** Answers a validated command. Rejects with a FaultError when the answer is a fault. */
  ask(command: Command): Promise<unknown>;
  /** The newest lines of one access point's console, which the bus does not keep. */
  consoleTail(topic: Topic): Promise<SnapshotRows>;
  /** Calls the listener with the ids of sessions and API tokens that have just ended. */
  onSignInsEnded(listener: (ids: readonly string[]) => void): void;
  stop(): Promise<void>;
};

/** Serves one web thread until it sends `stop`. */
export function serveEngine(port: Port<FromEngine, ToEngine>, ports: EngineServerPorts): void {
  const { bus } = ports;
  const open = new Map<number, readonly Topic[]>();
  bus.onBatch((batch) => {
    if (open.size === 0) return;
    // Sending costs a copy, so deltas that no reader follows, such as thousands of console lines, are left out.
    const wanted = new Set([...open.values()].flat());
    const deltas = batch.filter(({ topic }) => wanted.has(topic));
    if (deltas.length > 0) port.postMessage({ kind: "batch", deltas });
  });

  ports.onSignInsEnded((ids) => port.postMessage({ kind: "sign-ins-ended", ids }));

  const subscribe = async (message: Extract<ToEngine, { kind: "subscribe" }>) => {
    const opening = await openAt(ports, message);
    if (open.has(message.id)) port.postMessage({ kind: "opened", id: message.id, opening });
  };
  port.on("message", (message) => {
    switch (message.kind) {
      case "ask":
        void answerOf(ports, message.type, message.input, message.actor).then((a) =>
          port.postMessage({ kind: "answer", id: message.id, answer: a }),
        );
        return;
      case "subscribe":
        // Registered before the first await: the web thread keeps the batches that arrive before the opening.
        open.set(message.id, message.topics);
        void subscribe(message);
        return;
      case "unsubscribe":
        open.delete(message.id);
        return;
      case "stop":
        void ports.stop().finally(() => port.postMessage({ kind: "stopped" }));
        return;
    }
  });
}

/** Validates the input and runs the command. Never rejects: whatever is thrown becomes a fault. */
export async function answerOf(
  ports: Pick<EngineServerPorts, "ask">,
  type: string,
  input: unknown,
  actor: Actor,
): Promise<Answer<unknown>> {
  if (!isCommandType(type)) return { ok: false, fault: fault("bad-input", `There is no command ${type}.`) };
  const parsed = commands[type].input.safeParse(input);
  if (!parsed.success) return { ok: false, fault: inputFault(parsed.error) };
  try {
    return { ok: true, value: await ports.ask({ ...parsed.data, type, actor } as Command) };
  } catch (thrown) {
    return { ok: false, fault: faultOf(thrown) };
  }
}

async function openAt(
  ports: EngineServerPorts,
  message: Extract<ToEngine, { kind: "subscribe" }>,
): Promise<Opening> {
  const { topics, held } = message;
  const missed =
    held &&
    ports.bus.since(
      held.position,
      topics.filter((t) => !held.fresh.includes(t)),
    );
  const whole = missed ? topics.filter((t) => held.fresh.includes(t)) : topics;
  // Without an await since the deltas were read, so that both are at the same position.
  const { position, rows } = ports.bus.snapshot(whole.filter((t) => apOfTopic(t) === null));
  const consoles = await Promise.all(
    whole
      .filter((t) => apOfTopic(t) !== null)
      .map((topic) => ports.consoleTail(topic).catch((): SnapshotRows => ({ topic, rows: [] }))),
  );
  const all = [...rows, ...consoles];
  return missed ? { mode: "resumed", ...missed, fresh: all } : { mode: "snapshot", position, rows: all };
}
