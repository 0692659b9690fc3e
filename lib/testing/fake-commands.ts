/** A fake console for tests of components: answers commands from a map and records what was given. */
import type { CommandAnswer, CommandInput, RunCommand, WebCommand } from "@/lib/contracts/commands";
import { type Answer, fault } from "@/lib/contracts/fault";

type Answers = {
  [T in WebCommand]?: (
    input: CommandInput<T>,
  ) => Answer<CommandAnswer<T>> | Promise<Answer<CommandAnswer<T>>>;
};

export type FakeCommands = RunCommand & {
  /** Every command that was given, in order. */
  readonly given: { type: WebCommand; input: unknown }[];
};

/** For `<CommandProvider run={...}>`. A command without an entry in the map is answered with the fault `not-found`. */
export function fakeCommands(answers: Answers): FakeCommands {
  const given: FakeCommands["given"] = [];
  const run: RunCommand = async (type, input) => {
    given.push({ type, input });
    const answer = answers[type];
    return answer
      ? await answer(input)
      : { ok: false, fault: fault("not-found", `The test answers no ${type}.`) };
  };
  return Object.assign(run, { given });
}
