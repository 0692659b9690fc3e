/** The CAPWAP state of an access point as a badge. */
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ApRow, CapwapState } from "@/lib/contracts/aps";

/** Run is good; states that end a session are warnings. */
export function capwapTone(state: CapwapState): Tone {
  switch (state) {
    case "Run":
      return "ok";
    case "Sulking":
    case "Reset":
    case "DTLS Teardown":
      return "warn";
    case "Image Data":
      return "accent";
    default:
      return "info";
  }
}

/** The state, or that the connection is lost. */
export const CapwapBadge = ({ row }: { row: Pick<ApRow, "capwapState" | "joined"> }) => (
  <Badge tone={row.joined ? capwapTone(row.capwapState) : "warn"}>
    {row.capwapState === "Run" && !row.joined ? "Run, connection lost" : row.capwapState}
  </Badge>
);
