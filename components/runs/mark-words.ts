/** The words for the state of a stage. */
import type { StageMark } from "@/lib/contracts/upgrade";

export const markWords: Record<StageMark, string> = {
  pending: "Pending",
  active: "In progress",
  done: "Done",
  warnings: "Done with warnings",
  failed: "Failed",
};
