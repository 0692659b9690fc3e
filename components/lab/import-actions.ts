/** What the panels that import a fleet and keep lab files can order. */
import type { CommandAnswers, CommandInput } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

type Ordered<T extends keyof CommandAnswers & `lab.${string}`> = (
  input: Omit<CommandInput<T>, "actor">,
) => Promise<Answer<CommandAnswers[T]>>;

export type ImportActions = {
  readListing: Ordered<"lab.read-listing">;
  importListing: Ordered<"lab.import">;
};

export type LabFileActions = {
  loadLab: Ordered<"lab.load">;
  resetLab: Ordered<"lab.reset">;
};
