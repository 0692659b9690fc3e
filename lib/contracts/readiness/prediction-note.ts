/** What a prediction leaves out when the checks found that the upgrade is not ready. */
import type { ReadinessReport } from "./report";

/** Null where there is no prediction, or nothing that would stop the upgrade. */
export function predictionNote({
  prediction,
  summary,
  facts: { server },
}: Pick<ReadinessReport, "prediction" | "summary" | "facts">): string | null {
  if (prediction === null || summary.verdict !== "not-ready") return null;
  const images = server.known && server.value.files.images.known ? server.value.files.images.value : {};
  return Object.values(images).some(({ fault, isNeeded }) => isNeeded && fault !== null)
    ? "Images that cannot be read count as failed downloads; any other problems are assumed to be fixed."
    : "The problems that the checks found are assumed to be fixed.";
}
