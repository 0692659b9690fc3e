/** Commands of Readiness: check whether an upgrade can be started, repeat single checks, and read what was found before. */
import { z } from "zod";
import { profilePasswordSchema } from "../profile-fields";
import { checkIdSchema } from "../readiness/check-ids";
import type { ControllerFacts, FleetFacts } from "../readiness/facts";
import { checkedFleetSchema, readinessInputSchema } from "../readiness/input";
import {
  type ReadinessFile,
  type ReadinessReport,
  type ReadinessRow,
  readinessFormats,
  readinessQuerySchema,
} from "../readiness/report";
import { defineCommand } from "./define-command";

const oneReport = z.object({ id: z.string().min(1).max(64) });

export const readinessCommands = {
  /** Starts a run and answers at once. Topic `readiness` shows how far it is. Fault `conflict` while one is under way. */
  "readiness.run": defineCommand<{ id: string }>()({
    input: readinessInputSchema,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Check readiness for an upgrade",
  }),
  /** Asks again what these checks need, judges all anew, and makes a report of its own from it. */
  "readiness.rerun": defineCommand<{ id: string }>()({
    input: oneReport.extend({
      checks: z.array(checkIdSchema).min(1, "Choose at least one check."),
      password: profilePasswordSchema.default(""),
    }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Repeat readiness checks",
  }),
  /** Ends the run under way without a report. Fault `conflict` when there is none. */
  "readiness.cancel": defineCommand<{ id: string }>()({
    input: z.object({}),
    role: "admin",
    via: "web",
    kind: "change",
    freesSpace: true,
    audit: "Cancel the readiness check",
  }),
  /** Newest first. */
  "readiness.history": defineCommand<{ rows: ReadinessRow[]; more: boolean }>()({
    input: readinessQuerySchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Fault `not-found` for a report that is no longer kept. */
  "readiness.read": defineCommand<ReadinessReport>()({
    input: oneReport,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "readiness.export": defineCommand<ReadinessFile>()({
    input: oneReport.extend({ format: z.enum(readinessFormats) }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** What a pasted listing says, before anything is checked. */
  "readiness.read-fleet": defineCommand<{ fleet: FleetFacts; controller: ControllerFacts }>()({
    input: z.object({ fleet: checkedFleetSchema }),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
};
