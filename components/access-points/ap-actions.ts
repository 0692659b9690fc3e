/** The server actions of the access point pages. */
import type { LabApActions } from "@/components/lab/lab-actions";
import type { UpgradeActions } from "@/components/upgrade/upgrade-actions";
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

export type ApActions = Pick<UpgradeActions, "apDetail" | "predownloadAp" | "readLog"> &
  LabApActions & {
    rebootAps: (input: { apIds: string[] }) => Promise<Answer<CommandAnswers["ap.reboot"]>>;
  };

/** The actions on several access points. */
export type BulkActions = Omit<ApActions, "apDetail" | "readLog">;
