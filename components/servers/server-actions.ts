/** What the page Servers orders and asks; its server actions are handed in. */
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { ServerId, ServerSettings } from "@/lib/contracts/settings";

type Ask<I, T extends keyof CommandAnswers> = (input: I) => Promise<Answer<CommandAnswers[T]>>;

export type ServerActions = {
  saveSettings: Ask<{ settings: ServerSettings }, "servers.save-settings">;
  start: Ask<{ server: ServerId }, "servers.start">;
  stop: Ask<{ server: ServerId }, "servers.stop">;
  disconnect: Ask<{ connection: string }, "servers.disconnect">;
  releaseBlock: Ask<{ address: string }, "servers.release-block">;
  recreateHostKeys: Ask<Record<string, never>, "servers.recreate-host-key">;
};
