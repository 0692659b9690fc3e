/** The addresses of the pages that a runbook names. */
import {
  ACCESS_POINTS,
  COMMAND_LINE,
  IMAGE_REPOSITORY,
  RUNS,
  SERVERS,
  SOFTWARE_UPGRADE,
} from "@/components/navigation/pages";
import type { RunbookPage } from "@/lib/contracts/runbook";

export const pageAddresses: Record<RunbookPage, string> = {
  "access-points": ACCESS_POINTS,
  "software-upgrade": SOFTWARE_UPGRADE,
  runs: RUNS,
  "command-line": COMMAND_LINE,
  "image-repository": IMAGE_REPOSITORY,
  servers: SERVERS,
};
