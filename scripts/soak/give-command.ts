/** Gives a console commands as its pages do. */
import type { CommandAnswer, CommandInput, WebCommand } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { RunningConsole } from "../../e2e/support/console";

/** A console as its users reach it. */
export type Reachable = Pick<RunningConsole, "url" | "headers">;

const LIMIT_MS = 120_000;

/** @throws Error with the fault's code and sentence, or when there is no answer */
export async function giveCommand<T extends WebCommand>(
  { url, headers }: Reachable,
  type: T,
  input: CommandInput<T>,
): Promise<CommandAnswer<T>> {
  const response = await fetch(`${url}/api/commands/${type}`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const answer = (await response.json()) as Answer<CommandAnswer<T>>;
  if (!answer.ok) throw new Error(`${type}: ${answer.fault.code}: ${answer.fault.message}`);
  return answer.value;
}
