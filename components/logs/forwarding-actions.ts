/** What the page Logs orders about forwarding; its server actions are handed in. */
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { ForwardingSettings } from "@/lib/contracts/forwarding";

type Ask<T extends keyof CommandAnswers> = (input: {
  settings: ForwardingSettings;
}) => Promise<Answer<CommandAnswers[T]>>;

export type ForwardingActions = {
  save: Ask<"forwarding.save">;
  test: Ask<"forwarding.test">;
};
