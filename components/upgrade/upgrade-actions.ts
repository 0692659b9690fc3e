/** The server actions of the Software Upgrade page. */
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { HostKeyAcceptance } from "@/lib/contracts/known-hosts";
import type { LogLine } from "@/lib/contracts/logs";
import type { ProfileInput } from "@/lib/contracts/profile";

type Ask<I, T extends keyof CommandAnswers> = (input: I) => Promise<Answer<CommandAnswers[T]>>;
type Nothing = Record<string, never>;

export type UpgradeActions = {
  saveProfile: Ask<{ profile: ProfileInput }, "profile.save">;
  acceptHostKey: Ask<HostKeyAcceptance, "profile.accept-host-key">;
  previewUpgrade: Ask<{ profile: ProfileInput }, "upgrade.preview">;
  startUpgrade: Ask<{ profile: ProfileInput }, "upgrade.start">;
  cancelUpgrade: Ask<Nothing, "upgrade.cancel">;
  activationPreview: Ask<Nothing, "upgrade.activation-preview">;
  activateUpgrade: Ask<Nothing, "upgrade.activate">;
  apDetail: Ask<{ apId: string }, "ap.detail">;
  predownloadAp: Ask<{ apId: string }, "ap.predownload">;
  readLog: Ask<
    {
      source: LogLine["source"];
      apId?: string | null;
      text?: string;
      severity?: number;
      before?: number | null;
      limit?: number;
    },
    "logs.read"
  >;
};
