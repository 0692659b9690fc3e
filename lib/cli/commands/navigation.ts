/** The commands that change the mode (enable, disable, configure, exit, end), and `hostname`. */
import { MAX_HOST_NAME } from "@/lib/contracts/lab";
import { wordArgument } from "../arguments";
import { type CommandHandler, errorResult, faultResult } from "../command";
import { argument, command, type GrammarNode, mutating, negating, word } from "../grammar";
import { modes } from "../modes";

/** How often `enable` asks for the secret. */
const SECRET_ATTEMPTS = 3;

const enable: CommandHandler = async ({ session, ports, askSecret }) => {
  if (ports.user.privilege < 15) return errorResult("Access denied");
  const { enableSecret } = ports.managementSettings();
  if (session.privilege < 15 && enableSecret !== null) {
    const secret = ports.unsealSecret(enableSecret);
    for (let attempt = 1; ; attempt++) {
      const typed = await askSecret("Password: ");
      if (typed === null) return { failed: true };
      if (typed === secret) break;
      if (attempt === SECRET_ATTEMPTS) return errorResult("Bad secrets");
    }
  }
  session.privilege = 15;
  return undefined;
};

const disable: CommandHandler = ({ session }) => {
  session.privilege = 1;
  return undefined;
};

const configure: CommandHandler = ({ session, print }) => {
  print("Enter configuration commands, one per line.  End with CNTL/Z.");
  session.mode = "config";
  return undefined;
};

const close: CommandHandler = ({ session }) => {
  session.close();
  return undefined;
};

/** Leaves one mode. */
const exit: CommandHandler = ({ session }) => {
  session.mode = modes[session.mode].parent ?? "exec";
  return undefined;
};

const end: CommandHandler = ({ session }) => {
  session.mode = "exec";
  return undefined;
};

/** The name of a controller that was not named. */
const DEFAULT_NAME = "EWC";

const hostname: CommandHandler = async ({ ports, args, isNegated }) => {
  const name = isNegated ? DEFAULT_NAME : (args.name ?? "");
  if (name.length > MAX_HOST_NAME || !/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name)) {
    return errorResult(
      `Hostname contains one or more illegal characters or is longer than ${MAX_HOST_NAME} characters.`,
    );
  }
  if (name === ports.rows("controller")[0]?.name) return undefined;
  const answer = await ports.order({ type: "rename", name });
  return answer.ok ? undefined : faultResult(answer.fault);
};

/** Exec commands that change the mode. They cannot be run with `do`. */
export const modeCommands: GrammarNode[] = [
  command("enable", "Turn on privileged commands", enable),
  command("disable", "Turn off privileged commands", disable),
  word(
    "configure",
    "Enter configuration mode",
    [command("terminal", "Configure from the terminal", configure)],
    { privilege: 15 },
  ),
  command("exit", "Exit from the EXEC", close),
  command("logout", "Exit from the EXEC", close),
  command("quit", "Exit from the EXEC", close),
];

/** The commands that leave a configuration mode. */
export const exitCommands: GrammarNode[] = [
  command("exit", "Exit from this mode", exit),
  command("end", "Exit from configuration mode", end),
];

/** `hostname`, in configuration mode. */
export const hostnameCommands: GrammarNode[] = [
  word("hostname", "Set the host name of the controller", [
    argument("name", wordArgument, `Host name, 1 to ${MAX_HOST_NAME} characters`, [], mutating(hostname)),
  ]),
];
/** `no hostname`. */
export const hostnameNoCommands: GrammarNode[] = [
  word("hostname", "Restore the default host name", [], negating(hostname)),
];
