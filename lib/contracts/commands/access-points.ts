/** Commands about access points that a real controller has as well. */
import { z } from "zod";
import type { ApDetail } from "../ap-detail";
import type { Fault } from "../fault";
import { apIdsSchema } from "./ap-target";
import { defineCommand } from "./define-command";

const apInput = z.object({ apId: z.string() });

/** What became of an order to several access points: ids of those that took it, and why the others did not. */
export type BulkAnswer = { done: string[]; refused: { apId: string; fault: Fault }[] };

export const apCommands = {
  "ap.detail": defineCommand<ApDetail>()({ input: apInput, role: "monitor", via: "web", kind: "query" }),
  "ap.predownload": defineCommand<{ apId: string }>()({
    input: apInput,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Predownload to one access point",
  }),
  /** Predownloads again to each access point whose predownload failed for good, by the saved profile. */
  "ap.retry": defineCommand<BulkAnswer>()({
    input: z.object({ apIds: apIdsSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Retry the predownload of access points",
  }),
  /** Reboots each access point that is joined. */
  "ap.reboot": defineCommand<BulkAnswer>()({
    input: z.object({ apIds: apIdsSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Reboot access points",
  }),
};
