/** Commands that replace the present lab: the lab that takes its place, and their answers. */
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { Lab } from "@/lib/contracts/lab";
import { listedLab, readFleet } from "./lab-import";
import type { NamedLab } from "./ports";
import type { SimulationState } from "./simulation-state";

type Replacing = Command<"lab.load" | "lab.reset"> | (Command<"lab.import"> & { into: "replace" });
export type Replacement = {
  lab: Lab;
  /** The text of the event, without the number of access points. */
  what: string;
  answer(aps: number): CommandAnswer<"lab.load" | "lab.reset" | "lab.import">;
};

export const replaces = (command: { type: string; into?: unknown }): command is Replacing =>
  command.type === "lab.load" ||
  command.type === "lab.reset" ||
  (command.type === "lab.import" && command.into === "replace");

const RESET: Record<NamedLab, string> = {
  first: "reset to what the first start made",
  demo: "reset to the demo lab",
  empty: "emptied",
};

/** @throws FaultError when there is no such lab */
export async function replacement(command: Replacing, simulation: SimulationState): Promise<Replacement> {
  const answer = (aps: number) => ({ aps });
  switch (command.type) {
    case "lab.load":
      return { lab: command.lab, what: "another lab loaded", answer };
    case "lab.reset":
      return { lab: await named(simulation, command.to), what: RESET[command.to], answer };
    case "lab.import": {
      const reading = readFleet(command);
      return {
        lab: listedLab(simulation, reading, command.host),
        what: "replaced by a listing",
        answer: () => ({ added: reading.aps.length, reading }),
      };
    }
  }
}

const named = (simulation: SimulationState, name: NamedLab): Promise<Lab> =>
  simulation.ports.namedLab(name).catch((cause: unknown) => {
    throw new FaultError(fault("not-found", cause instanceof Error ? cause.message : String(cause)));
  });
