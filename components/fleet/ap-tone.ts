/** The tone of a predownload status, the same in table, card, and drawer. */
import type { Tone } from "@/components/ui/tone";
import type { ApRow } from "@/lib/contracts/aps";

/** A failure that is being retried is a warning. */
export function statusTone(row: Pick<ApRow, "status" | "retrying">): Tone {
  switch (row.status) {
    case "None":
      return "neutral";
    case "Initiated":
      return "info";
    case "Predownloading":
      return "accent";
    case "Complete":
      return "ok";
    case "Failed":
      return row.retrying ? "warn" : "fail";
    case "Unsupported":
      return "warn";
  }
}
