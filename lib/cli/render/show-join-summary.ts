/** `show wireless stats ap join summary`: all access points that the controller knows, and why some are not joined. */
import type { ApRow } from "@/lib/contracts/aps";
import type { JoinRecord } from "@/lib/contracts/joins";
import { alignCells } from "./layout";

const COLUMNS = [0, 16, 32, 66, 108, 120, 142];
const HEADER = [
  "Base MAC",
  "Ethernet MAC",
  "AP Name",
  "IP Address",
  "Status",
  "Last Failure Phase",
  "Last Disconnect Reason",
];

/** The lines of the listing. */
export const showJoinSummary = (aps: readonly ApRow[], joins: (apId: string) => JoinRecord): string[] => [
  `Number of APs: ${aps.length}`,
  "",
  alignCells(COLUMNS, HEADER),
  "-".repeat(166),
  ...aps.map((ap) => {
    const { lastFailurePhase, lastDisconnectReason } = joins(ap.id);
    return alignCells(COLUMNS, [
      ap.id,
      ap.ethernetMac,
      ap.name,
      ap.ip,
      ap.joined ? "Joined" : "Not Joined",
      lastFailurePhase,
      lastDisconnectReason,
    ]);
  }),
];
