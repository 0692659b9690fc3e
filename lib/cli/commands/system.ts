/** The controller itself and this terminal: write, copy, reload, clear, terminal. */
import { integerArgument } from "../arguments";
import { type Action, refuseFault } from "../command";
import { missingIn } from "../download-modes/drafts";
import { argument, command, type Node, word } from "../grammar";
import { currentDraft } from "./profile-state";

/** Every change is stored as it is made, so there is nothing left to write; what cannot be stored yet is named. */
const save: Action = ({ print, ports }) => {
  print("Building configuration...");
  const draft = currentDraft(ports);
  const missing = draft === null ? [] : missingIn(draft);
  if (missing.length > 0) print(`The image download profile is stored once it has ${missing.join(", ")}.`);
  print("[OK]");
  return undefined;
};

const reload: Action = async ({ ports, ask, print }) => {
  if (!(await ask("Proceed with reload? [confirm]", "confirm"))) {
    print("Not reloaded.");
    return { failed: true };
  }
  const answer = await ports.order({ type: "reload" });
  return answer.ok ? undefined : refuseFault(answer.fault);
};

const clearLogging: Action = async ({ ports }) => {
  const answer = await ports.order({ type: "clear-logging" });
  return answer.ok ? undefined : refuseFault(answer.fault);
};

const length: Action = ({ session, args }) => {
  session.length = Number(args.lines);
  return undefined;
};

const width: Action = ({ session, args }) => {
  session.width = Number(args.columns);
  return undefined;
};

const monitor: Action = ({ session, negated }) => {
  session.monitor = !negated;
  return undefined;
};

const privileged = { privilege: 15 as const };

export const systemLines: Node[] = [
  word(
    "clear",
    "Reset functions",
    [command("logging", "Empty the log buffer", clearLogging, { changes: true })],
    privileged,
  ),
  word(
    "copy",
    "Copy from one file to another",
    [
      word("running-config", "From the present configuration", [
        command("startup-config", "To the configuration after a reload", save, { answered: true }),
      ]),
    ],
    privileged,
  ),
  command("reload", "Reload the controller", reload, { changes: true, live: true }),
  word("terminal", "Set parameters of this terminal", [
    word("length", "Lines per page", [
      argument("lines", integerArgument(0, 512), "0: do not page", [], { run: { action: length } }),
    ]),
    command("monitor", "Show new log lines here", monitor),
    word("no", "Take back", [command("monitor", "Do not show log lines", monitor, { negated: true })]),
    word("width", "Columns", [
      argument("columns", integerArgument(0, 512), "0: unlimited", [], { run: { action: width } }),
    ]),
  ]),
  word("write", "Write the configuration", [command("memory", "To the configuration after a reload", save)], {
    ...privileged,
    run: { action: save },
  }),
];
