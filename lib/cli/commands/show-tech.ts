/** `show tech-support wireless`: the listings that a support case starts with, one after the other, without secrets. */
import type { CommandHandler } from "../command";
import { command, type GrammarNode, word } from "../grammar";
import { matchLine } from "../matching";

const LISTINGS = [
  "show clock",
  "show version",
  "show running-config",
  "show install summary",
  "show inventory",
  "show chassis",
  "show redundancy",
  "show ip interface brief",
  "show ap summary",
  "show ap uptime",
  "show ap tag summary",
  "show ap image",
  "show ap config general",
  "show wireless stats ap join summary",
  "show wireless ewc-ap redundancy summary",
  "show wireless ewc-ap predownload status",
  "show wireless profile image-download default",
  "show logging",
];

const withoutSecrets = (line: string): string => line.replace(/\b(password|secret) 8 \S+/, "$1 8 <removed>");

const techSupport =
  (commands: () => readonly GrammarNode[]): CommandHandler =>
  async (context) => {
    const print = (line: string) => context.print(withoutSecrets(line));
    for (const line of LISTINGS) {
      const match = matchLine(commands(), line, context.session.privilege);
      if (match.kind !== "command") throw new Error(`${line} is not a command`);
      print(`------------------ ${line} ------------------`);
      print("");
      await match.command.handler({ ...context, args: match.args, print });
      print("");
    }
    return undefined;
  };

/** `show tech-support`, in exec mode. @param commands the exec commands that it runs */
export const showTechCommands = (commands: () => readonly GrammarNode[]): GrammarNode[] => [
  word("show", "Show running system information", [
    word("tech-support", "Listings for a support case", [
      command("wireless", "Output of the wireless show commands", techSupport(commands)),
    ]),
  ]),
];
