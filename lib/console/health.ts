/** The answers of the health checks that a supervisor or a load balancer makes. */
import "server-only";
import { fault } from "@/lib/contracts/fault";
import type { Readiness } from "@/lib/contracts/readiness";
import { type EngineClient, engine } from "@/lib/engine/engine-client";
import { faultResponse } from "./operate";

const json = (value: unknown, status: number): Response =>
  Response.json(value, { status, headers: { "cache-control": "no-store" } });

/** Whether the process deserves to live on. Asks only whether the engine's thread exists. */
export const liveness = (source: Pick<EngineClient, "isGone"> = engine()): Response =>
  source.isGone() ? faultResponse(fault("engine-unreachable")) : json({ live: true }, 200);

export const readinessResponse = (readiness: Readiness): Response =>
  json(readiness, readiness.ready ? 200 : 503);
