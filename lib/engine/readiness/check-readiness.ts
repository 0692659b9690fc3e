/** Makes the facts of one readiness run, and judges them: for the engine, and for the command line without one. */
import type { Prediction } from "@/lib/contracts/prediction";
import type { CheckResult } from "@/lib/contracts/readiness/check-result";
import type { ControllerFacts, FleetFacts, PlanFacts, ReadinessFacts } from "@/lib/contracts/readiness/facts";
import type { ReadinessInput } from "@/lib/contracts/readiness/input";
import { known, type Observed, unknown } from "@/lib/contracts/readiness/observed";
import type { ReadinessSummary } from "@/lib/contracts/readiness/report";
import type { ServerFacts, ServerTarget } from "@/lib/contracts/readiness/server-facts";
import type { ProbePart } from "@/lib/readiness/check";
import { neededFamilies } from "@/lib/readiness/fleet-questions";
import { judgeAll, summarize } from "@/lib/readiness/judge";
import { predictPlan } from "./predict-plan";
import { probeServer } from "./probe-server";
import type { ProbePorts, ProbeProgress } from "./probe-types";

export const ALL_PARTS: ReadonlySet<ProbePart> = new Set(["reach", "images", "concurrency"]);

export type ReadinessOrder = {
  /** Null: no server is checked. */
  target: ServerTarget | null;
  password: string;
  pinnedHostKey: string | null;
  limits: ReadinessInput["probe"];
  plan: ReadinessInput["plan"];
  fleet: FleetFacts;
  controller: ControllerFacts;
  parts: ReadonlySet<ProbePart>;
  /** What an earlier run found out about the server: kept for parts that are not asked again. */
  earlier?: ServerFacts;
  signal: AbortSignal;
  onProgress(progress: ProbeProgress): void;
};

export type Checked = {
  facts: ReadinessFacts;
  results: CheckResult[];
  summary: ReadinessSummary;
  /** Null when it cannot be predicted: the facts of the plan say why. */
  prediction: Prediction | null;
};

/**
 * Gathers and judges. A server that cannot be asked is a fact.
 * @param now wall milliseconds
 * @throws the reason of the order's signal when it is aborted
 */
export async function checkReadiness(
  order: ReadinessOrder,
  ports: ProbePorts,
  now: () => number,
): Promise<Checked> {
  const server = await serverFacts(order, ports);
  const { fleet, controller, plan } = order;
  const gatheredAt = now();
  const prediction = await predictPlan({ server, fleet, controller, plan });
  order.signal.throwIfAborted();
  const facts = {
    gatheredAt,
    server,
    fleet,
    controller,
    plan: { ...plan, predicted: durationOf(prediction) },
  };
  const results = judgeAll(facts, now());
  return {
    facts,
    results,
    summary: summarize(results),
    prediction: prediction.known ? prediction.value : null,
  };
}

async function serverFacts(order: ReadinessOrder, ports: ProbePorts): Promise<Observed<ServerFacts>> {
  const { target, earlier, parts, fleet } = order;
  if (target === null) return unknown("No server was given.");
  if (earlier !== undefined && parts.size === 0) return known(earlier);
  const found = await probeServer({ ...order, target, neededImages: neededFamilies({ fleet }) }, ports);
  return known(earlier === undefined ? found : merged(earlier, found, parts));
}

function merged(earlier: ServerFacts, found: ServerFacts, parts: ReadonlySet<ProbePart>): ServerFacts {
  const wire = { ...found.wire };
  if (!parts.has("concurrency")) wire.concurrency = earlier.wire.concurrency;
  if (parts.has("images")) return { ...found, wire };
  return {
    ...found,
    wire: { ...wire, loss: earlier.wire.loss, rollover: earlier.wire.rollover },
    files: earlier.files,
  };
}

function durationOf(prediction: Observed<Prediction>): PlanFacts["predicted"] {
  if (!prediction.known) return prediction;
  const { best, likely, worst } = prediction.value.ready;
  return known({ bestSeconds: best, likelySeconds: likely, worstSeconds: worst });
}
