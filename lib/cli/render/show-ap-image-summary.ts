/** `show ap image summary`: how far the predownload is and what each joined access point waits for, in a format of our own. */
import type { ApRow } from "@/lib/contracts/aps";
import { statusWord } from "@/lib/contracts/predownload";
import { queueText } from "@/lib/contracts/waiting";
import { alignCells } from "./layout";
import { counterLine, failedCount } from "./show-ap-image";
import { activityCells, type PredownloadState, percentCell, runProgress } from "./show-predownload-status";

const COLUMNS = [0, 34, 50, 59, 77, 86];
const HEADER = ["AP Name", "AP Image", "Percent", "Controller Image", "Percent", "Activity"];

/** The lines of the listing. */
export function showApImageSummary(state: PredownloadState): string[] {
  const { aps, upgrade, simulatedNow } = state;
  const joined = aps.filter((ap) => ap.joined);
  const count = (status: ApRow["status"]) => joined.filter((ap) => ap.status === status).length;
  const activity = activityCells(state);
  return [
    `Total number of APs  : ${joined.length}`,
    `Predownload progress : ${runProgress(state)}`,
    `Waiting to start     : ${queueText(upgrade?.queue ?? null, simulatedNow) || "-"}`,
    "",
    "Number of APs",
    counterLine("None", count("None")),
    counterLine("Initiated", count("Initiated")),
    counterLine("Predownloading", count("Predownloading")),
    counterLine("Completed predownloading", count("Complete")),
    counterLine("Not Supported", count("Unsupported")),
    counterLine("Failed to Predownload", failedCount(aps)),
    "",
    alignCells(COLUMNS, HEADER),
    "-".repeat(130),
    ...joined.map((ap) =>
      alignCells(COLUMNS, [
        ap.name,
        ap.status,
        percentCell(ap.apImage),
        ap.controllerImage.state === "none" ? "-" : statusWord(ap.controllerImage.state),
        percentCell(ap.controllerImage),
        activity(ap),
      ]),
    ),
  ];
}
