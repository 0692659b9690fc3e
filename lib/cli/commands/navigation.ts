/** Moving between modes: enable, disable, configure, exit, end; and `hostname`. */
import { wordArgument } from "../arguments";
import { type Action, refuse, refuseFault } from "../command";
import { argument, command, type Node, word } from "../grammar";
import { modes } from "../modes";

const enable: Action = ({ session, ports }) => {
  if (ports.user.privilege < 15) return refuse("Access denied");
  session.privilege = 15;
  return undefined;
};

const disable: Action = ({ session }) => {
  session.privilege = 1;
  return undefined;
};

const configure: Action = ({ session, print }) => {
  print("Enter configuration commands, one per line.  End with CNTL/Z.");
  session.mode = "config";
  return undefined;
};

const close: Action = ({ session }) => {
  session.close();
  return undefined;
};

/** One mode outwards. */
const exit: Action = ({ session }) => {
  session.mode = modes[session.mode].parent ?? "exec";
  return undefined;
};

const end: Action = ({ session }) => {
  session.mode = "exec";
  return undefined;
};

/** What a controller is called when it has no name of its own. */
const DEFAULT_NAME = "EWC";

const hostname: Action = async ({ ports, args, negated }) => {
  const name = negated ? DEFAULT_NAME : (args.name ?? "");
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,30}[A-Za-z0-9])?$/.test(name)) {
    return refuse("Hostname contains one or more illegal characters, or more than 32.");
  }
  if (name === ports.rows("controller")[0]?.name) return undefined;
  const answer = await ports.order({ type: "rename", name });
  return answer.ok ? undefined : refuseFault(answer.fault);
};

/** Exec commands that change the mode: not to be given by `do`. */
export const modeChangers: Node[] = [
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

/** In every configuration mode. */
export const leavers: Node[] = [
  command("exit", "Exit from this mode", exit),
  command("end", "Exit from configure mode", end),
];

export const hostnameLines: Node[] = [
  word("hostname", "Set the controller's name", [
    argument("name", wordArgument, "The name", [], { run: { action: hostname, changes: true } }),
  ]),
];
export const hostnameNegations: Node[] = [
  word("hostname", "Back to the default name", [], {
    run: { action: hostname, changes: true, negated: true },
  }),
];
