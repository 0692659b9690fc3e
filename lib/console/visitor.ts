/** Whom a request comes from: asks the engine for the session or API token that the request carries. */
import "server-only";
import type { Actor, Role } from "@/lib/contracts/actor";
import { hasRole } from "@/lib/contracts/actor";
import { type Answer, fault } from "@/lib/contracts/fault";
import type { Visitor } from "@/lib/contracts/identity";
import type { EngineClient } from "@/lib/engine/engine-client";
import { consoleItself, credentialsOf, type HeaderReader, peerOf } from "./guard";

/** Asks the engine. Never rejects; a fault when the engine does not answer. */
export async function visitorOf(headers: HeaderReader, ask: EngineClient["ask"]): Promise<Answer<Visitor>> {
  return await ask("identity.visitor", { ...credentialsOf(headers), from: peerOf(headers) }, consoleItself);
}

/** The user of a request, when the role suffices; else why it is refused. */
export function actorOf(visitor: Answer<Visitor>, role: Role): Answer<Actor> {
  if (!visitor.ok) return visitor;
  const { value } = visitor;
  if (value.state === "set-up")
    return {
      ok: false,
      fault: fault("set-up-required", undefined, "Open the link that the console printed when it started."),
    };
  if (value.state === "anonymous") return { ok: false, fault: fault("signed-out") };
  if (!hasRole(value.actor, role))
    return {
      ok: false,
      fault: fault("not-allowed", "Your role can read, but not change anything."),
    };
  return { ok: true, value: value.actor };
}
