/** The commands for the controller itself and the terminal: write, copy, clear, terminal. */
import { integerArgument } from "../arguments";
import { type CommandHandler, faultResult } from "../command";
import { missingSettings } from "../download-modes/drafts";
import { argument, command, type GrammarNode, word } from "../grammar";
import { currentDraft } from "./profile-state";
import { reloadCommands } from "./reload";
import { runningConfig } from "./show-config";

/** Every change is already stored. Only an incomplete profile is not, so its missing settings are named. */
const save: CommandHandler = ({ print, ports }) => {
  print("Building configuration...");
  const draft = currentDraft(ports);
  const missing = draft === null ? [] : missingSettings(draft);
  if (missing.length > 0)
    print(`The image download profile is incomplete and is not saved. Missing: ${missing.join(", ")}.`);
  print("[OK]");
  return undefined;
};

const clearLogging: CommandHandler = async ({ ports }) => {
  const answer = await ports.order({ type: "clear-logging" });
  return answer.ok ? undefined : faultResult(answer.fault);
};

const length: CommandHandler = ({ session, args }) => {
  session.length = Number(args.lines);
  return undefined;
};

const width: CommandHandler = ({ session, args }) => {
  session.width = Number(args.columns);
  return undefined;
};

const monitor: CommandHandler = ({ session, isNegated }) => {
  session.monitor = !isNegated;
  return undefined;
};

const privileged = { privilege: 15 as const };

/** In exec mode. */
export const systemCommands: GrammarNode[] = [
  word(
    "clear",
    "Reset functions",
    [command("logging", "Clear the log buffer", clearLogging, { mutates: true })],
    privileged,
  ),
  word(
    "copy",
    "Copy from one file to another",
    [
      word("running-config", "Copy from the running configuration", [
        command("startup-config", "Copy to the startup configuration", save, { acceptsTrailingEnter: true }),
      ]),
    ],
    privileged,
  ),
  ...reloadCommands,
  word("terminal", "Set terminal parameters", [
    word("length", "Set the number of lines per page", [
      argument("lines", integerArgument(0, 512), "Lines, 0 for no pausing", [], {
        command: { handler: length },
      }),
    ]),
    command("monitor", "Print new log lines on this terminal", monitor),
    word("no", "Negate a command", [
      command("monitor", "Stop printing log lines", monitor, { isNegated: true }),
    ]),
    word("width", "Set the number of columns", [
      argument("columns", integerArgument(0, 512), "Columns, 0 for unlimited", [], {
        command: { handler: width },
      }),
    ]),
  ]),
  word(
    "write",
    "Save the running configuration",
    [
      command("memory", "Save to the startup configuration", save),
      command("terminal", "Print the running configuration", runningConfig),
    ],
    {
      ...privileged,
      command: { handler: save },
    },
  ),
];
