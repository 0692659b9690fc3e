/** What the pages of the access points may order and ask; the pages hand in their server actions. */
import type { LabApActions } from "@/components/lab/lab-actions";
import type { UpgradeActions } from "@/components/upgrade/upgrade-actions";
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

export type ApActions = Pick<UpgradeActions, "apDetail" | "predownloadAp" | "readLog"> &
  LabApActions & {
    rebootAps: (input: { apIds: string[] }) => Promise<Answer<CommandAnswers["ap.reboot"]>>;
  };

/** What can be ordered of many at once. */
export type BulkActions = Omit<ApActions, "apDetail" | "readLog">;
