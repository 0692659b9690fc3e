/** The one server action: every command that a page gives comes through it. */
"use server";

import { runWebCommand } from "@/lib/console/operate";
import type { CommandAnswer, CommandInput, WebCommand } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

export async function runCommand<T extends WebCommand>(
  type: T,
  input: CommandInput<T>,
): Promise<Answer<CommandAnswer<T>>> {
  return await runWebCommand(type, input);
}
