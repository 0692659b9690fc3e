/** Orders that put another lab in place of the present one: which lab that is. */
import type { Command } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { Lab } from "@/lib/contracts/lab";
import type { NamedLab } from "./ports";

type Replacing = Command<"lab.load" | "lab.reset">;
/** `what`: for the event, with how many access points it has behind it. */
export type Replacement = { lab: Lab; what: string };

export const replaces = (command: { type: string }): command is Replacing =>
  command.type === "lab.load" || command.type === "lab.reset";

const RESET: Record<NamedLab, string> = {
  first: "reset to what the first start made",
  demo: "reset to the demo lab",
  empty: "emptied",
};

/** @throws FaultError when there is no such lab. */
export async function replacement(
  command: Replacing,
  namedLab: (name: NamedLab) => Promise<Lab>,
): Promise<Replacement> {
  if (command.type === "lab.load") return { lab: command.lab, what: "another lab loaded" };
  const lab = await namedLab(command.to).catch((cause: unknown) => {
    throw new FaultError(fault("not-found", cause instanceof Error ? cause.message : String(cause)));
  });
  return { lab, what: RESET[command.to] };
}
