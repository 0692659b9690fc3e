/** The answers of the health checks that a supervisor or a load balancer makes. */
import "server-only";
import { fault } from "@/lib/contracts/fault";
import { type EngineClient, engine } from "@/lib/engine/engine-client";
import { consoleItself } from "./guard";
import { faultResponse } from "./operate";
import { actorOf, visitorOf } from "./visitor";

const json = (value: unknown, status: number): Response =>
  Response.json(value, { status, headers: { "cache-control": "no-store" } });

/** Whether the process deserves to live on. Asks only whether the engine's thread exists. */
export const liveness = (source: Pick<EngineClient, "isGone"> = engine()): Response =>
  source.isGone() ? faultResponse(fault("engine-unreachable")) : json({ live: true }, 200);

/**
 * Whether the program can do its work, and which check fails, for everybody; what is wrong in words, for who has signed
 * in: it names paths and ports.
 */
export async function readinessResponse(
  request: Request,
  ask: EngineClient["ask"] = engine().ask,
): Promise<Response> {
  const answer = await ask("engine.readiness", {}, consoleItself);
  if (!answer.ok) return faultResponse(answer.fault);
  const { ready, checks } = answer.value;
  const shown = (await hasSignedIn(request, ask)) ? checks : checks.map(({ name, ok }) => ({ name, ok }));
  return json({ ready, checks: shown }, ready ? 200 : 503);
}

/** Whether the engine runs, for everybody; its addresses and numbers, for who has signed in. */
export async function healthResponse(
  request: Request,
  ask: EngineClient["ask"] = engine().ask,
): Promise<Response> {
  const info = await ask("engine.info", {}, consoleItself);
  if (!info.ok) return faultResponse(info.fault);
  return json((await hasSignedIn(request, ask)) ? info.value : { status: "ok" }, 200);
}

const hasSignedIn = async (request: Request, ask: EngineClient["ask"]): Promise<boolean> =>
  actorOf(await visitorOf(request.headers, ask), "monitor").ok;
