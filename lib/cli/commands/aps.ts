/** The commands for access points: predownload, swap and reset. */
import { wordArgument } from "../arguments";
import { type CommandHandler, errorResult, faultResult } from "../command";
import { argument, command, type GrammarNode, mutating, word } from "../grammar";
import type { ControllerOrder } from "../ports";
import { startUpgrade } from "./upgrade";

const predownloadAll: CommandHandler = async ({ ports, print }) => {
  const answer = await startUpgrade(ports);
  if (!answer.ok) return faultResult(answer.fault);
  print("Predownload started. To see its progress: show ap image");
  return undefined;
};

const abort: CommandHandler = async ({ ports }) => {
  const answer = await ports.ask("upgrade.cancel", {});
  return answer.ok ? undefined : faultResult(answer.fault);
};

const order =
  (type: Extract<ControllerOrder["type"], "swap-all" | "reset-all">): CommandHandler =>
  async ({ ports }) => {
    const answer = await ports.order({ type });
    return answer.ok ? undefined : faultResult(answer.fault);
  };

const predownloadOne: CommandHandler = async ({ ports, args }) => {
  const ap = ports.rows("aps").find((row) => row.name.toLowerCase() === args.ap?.toLowerCase());
  if (ap === undefined) return errorResult(`There is no access point named ${args.ap ?? ""}.`);
  const answer = await ports.ask("ap.predownload", { apId: ap.id });
  return answer.ok ? undefined : faultResult(answer.fault);
};

const mutates = { mutates: true };

/** `ap`, in exec mode. */
export const apCommands: GrammarNode[] = [
  word(
    "ap",
    "Access point commands",
    [
      word("image", "Images of access points", [
        word(
          "predownload",
          "Predownload the image to all access points",
          [command("abort", "Cancel the predownload", abort, mutates)],
          mutating(predownloadAll),
        ),
        command("reset", "Reboot all access points", order("reset-all"), mutates),
        command("swap", "Swap primary and backup image of all access points", order("swap-all"), mutates),
      ]),
      word("name", "One access point", [
        argument("ap", wordArgument, "Name of the access point", [
          word("image", "Image of this access point", [
            command("predownload", "Predownload the image to this access point", predownloadOne, mutates),
          ]),
        ]),
      ]),
    ],
    { privilege: 15 },
  ),
];
