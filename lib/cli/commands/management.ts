/** `restconf`, `enable secret`, `line` with `exec-timeout`, and `logging console`. The last two have no effect. */
import { integerArgument, secretArgument } from "../arguments";
import {
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  errorResult,
  faultResult,
} from "../command";
import { argument, type GrammarNode, mutating, negating, word } from "../grammar";
import type { ManagementSettings } from "../management-settings";

/** Stores changed settings. */
async function change(
  { ports }: CommandContext,
  fields: Partial<ManagementSettings>,
): Promise<CommandResult> {
  const answer = await ports.saveManagementSettings({ ...ports.managementSettings(), ...fields });
  return answer.ok ? undefined : faultResult(answer.fault);
}

const loggingConsole: CommandHandler = (context) => change(context, { loggingConsole: !context.isNegated });

const setSecret: CommandHandler = (context) =>
  change(context, { enableSecret: context.ports.sealSecret(context.args.secret ?? "") });

const setSealedSecret: CommandHandler = (context) => {
  const sealed = context.args.secret ?? "";
  if (context.ports.unsealSecret(sealed) === null)
    return errorResult("This encrypted secret is not from this controller. Enter: enable secret 0 <secret>");
  return change(context, { enableSecret: sealed });
};

const removeSecret: CommandHandler = (context) => change(context, { enableSecret: null });

const switchRestconf: CommandHandler = (context) => change(context, { restconf: !context.isNegated });

const enterLine =
  (name: (args: CommandContext["args"]) => string): CommandHandler =>
  ({ session, args }) => {
    session.mode = "line";
    session.line = name(args);
    return undefined;
  };

const consoleLine = enterLine(() => "con 0");
const vtyLines = enterLine(({ first, last }) => `vty ${first}${last === undefined ? "" : ` ${last}`}`);

const execTimeout: CommandHandler = (context) => {
  const { session, args, isNegated, ports } = context;
  const { [session.line]: _before, ...others } = ports.managementSettings().execTimeouts;
  if (isNegated) return change(context, { execTimeouts: others });
  const timeout = `${args.minutes} ${args.seconds ?? 0}`;
  return change(context, { execTimeouts: { ...others, [session.line]: timeout } });
};

const lineNumber = integerArgument(0, 97);

/** `enable secret`, `line` and `logging console`, in configuration mode. */
export const managementCommands: GrammarNode[] = [
  word("enable", "Enable command", [
    word("secret", "Password for the enable command, required in addition to the role", [
      word("0", "An unencrypted secret follows", [
        argument("secret", secretArgument, "Secret", [], mutating(setSecret)),
      ]),
      word("8", "An encrypted secret follows", [
        argument(
          "secret",
          { ...secretArgument, restOfLine: false },
          "Encrypted text from show running-config",
          [],
          mutating(setSealedSecret),
        ),
      ]),
      argument("secret", secretArgument, "Secret", [], mutating(setSecret)),
    ]),
  ]),
  word("line", "Configure a terminal line", [
    word("console", "The console", [
      argument("number", integerArgument(0, 0), "Line number", [], { command: { handler: consoleLine } }),
    ]),
    word("vty", "Virtual terminals", [
      argument(
        "first",
        lineNumber,
        "First line number",
        [argument("last", lineNumber, "Last line number", [], { command: { handler: vtyLines } })],
        { command: { handler: vtyLines } },
      ),
    ]),
  ]),
  word("logging", "Syslog forwarding", [
    word("console", "Kept without effect", [], mutating(loggingConsole)),
  ]),
  word("restconf", "Answer RESTCONF", [], mutating(switchRestconf)),
];

/** Their `no` forms. */
export const managementNoCommands: GrammarNode[] = [
  word("enable", "Enable command", [word("secret", "Ask for no secret", [], negating(removeSecret))]),
  word("logging", "Syslog forwarding", [
    word("console", "Kept without effect", [], negating(loggingConsole)),
  ]),
  word("restconf", "Answer no RESTCONF", [], negating(switchRestconf)),
];

/** In the configuration mode of a line. */
export const lineCommands: GrammarNode[] = [
  word("exec-timeout", "Idle timeout (stored, but not applied)", [
    argument(
      "minutes",
      integerArgument(0, 35_791),
      "Minutes",
      [argument("seconds", integerArgument(0, 59), "Seconds", [], mutating(execTimeout))],
      mutating(execTimeout),
    ),
  ]),
];
/** Their `no` forms. */
export const lineNoCommands: GrammarNode[] = [
  word("exec-timeout", "Restore the default idle timeout", [], negating(execTimeout)),
];
