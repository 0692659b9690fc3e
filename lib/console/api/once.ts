/** Does a request with an Idempotency-Key once, and answers its repetitions with the first answer. */
import "server-only";
import { createHash } from "node:crypto";
import type { Actor } from "@/lib/contracts/actor";
import { idempotencyKeySchema } from "@/lib/contracts/commands/idempotency";
import { type Answer, type Fault, fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import { inputFault } from "@/lib/contracts/field-errors";
import type { EngineClient } from "@/lib/engine/engine-client";

/** A request that is meant once. */
export type OnceRequest = { key: string; actor: Actor; operation: string; input: unknown };
/** `isRepeated`: the answer is the one of an earlier request. */
export type OnceAnswer = { answer: Answer<unknown>; isRepeated: boolean };

/** After these nobody knows whether the command was carried out. */
const UNKNOWN_AFTER: ReadonlySet<FaultCode> = new Set(["internal", "engine-unreachable"]);

const refused = (why: Fault): OnceAnswer => ({ answer: { ok: false, fault: why }, isRepeated: false });

/** @param run carries the request out */
export async function once(
  { key, actor, operation, input }: OnceRequest,
  ask: EngineClient["ask"],
  run: () => Promise<Answer<unknown>>,
): Promise<OnceAnswer> {
  const parsed = idempotencyKeySchema.safeParse(key);
  if (!parsed.success) return refused(inputFault(parsed.error));
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([operation, input]))
    .digest("base64url");
  const claimed = await ask("idempotency.claim", { key, fingerprint }, actor);
  if (!claimed.ok) return refused(claimed.fault);
  switch (claimed.value.is) {
    case "done":
      return { answer: { ok: true, value: claimed.value.value }, isRepeated: true };
    case "other":
      return refused(fault("key-used", undefined, "Use a new key for each new request."));
    case "running":
      return refused(
        fault(
          "conflict",
          "A request with this Idempotency-Key is still running.",
          "Send it again in a moment.",
        ),
      );
    case "unknown":
      return refused(
        fault(
          "conflict",
          "The console failed or stopped while the request with this Idempotency-Key was running.",
          "Check whether it took effect, then use a new key.",
        ),
      );
    case "new": {
      const answer = await run();
      const outcome = answer.ok
        ? ({ is: "done", value: answer.value } as const)
        : ({ is: UNKNOWN_AFTER.has(answer.fault.code) ? "unknown" : "refused" } as const);
      await ask("idempotency.settle", { key, outcome }, actor);
      return { answer, isRepeated: false };
    }
  }
}
