/** The CAPWAP state in a word: Run is well, what ends a session is not. */
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ApRow, CapwapState } from "@/lib/contracts/aps";

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

export const CapwapBadge = ({ row }: { row: Pick<ApRow, "capwapState" | "joined"> }) => (
  <Badge tone={row.joined ? capwapTone(row.capwapState) : "warn"}>
    {row.capwapState === "Run" && !row.joined ? "Run, connection lost" : row.capwapState}
  </Badge>
);
