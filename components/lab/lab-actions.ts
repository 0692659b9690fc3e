/** What the page Lab may order and ask; the page hands in its server actions. */
import type { CommandAnswers, CommandInput } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

type Order<T extends keyof CommandAnswers & `lab.${string}`> = (
  input: Omit<CommandInput<T>, "actor">,
) => Promise<Answer<CommandAnswers[T]>>;

export type LabActions = {
  setClock: Order<"lab.clock">;
  addAps: Order<"lab.add-aps">;
  behaviors: Order<"lab.behaviors">;
  setBehavior: Order<"lab.set-behavior">;
  scatterFaults: Order<"lab.scatter-faults">;
  setServerFaults: Order<"lab.set-server-faults">;
  setPolicy: Order<"lab.set-policy">;
};

/** Orders of Lab that the pages of the access points give as well. */
export type LabApActions = Pick<LabActions, "setBehavior"> & {
  setVersion: Order<"lab.set-version">;
  removeAps: Order<"lab.remove-aps">;
};
