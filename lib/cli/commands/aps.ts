/** The commands for access points: predownload, swap and reset. */
import type { ApRow } from "@/lib/contracts/aps";
import { wordArgument } from "../arguments";
import {
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  errorResult,
  faultResult,
} from "../command";
import { argument, command, type GrammarNode, mutating, word } from "../grammar";
import type { ControllerOrder } from "../ports";
import { AP_TAGS } from "../render/ap-tags";
import { findAp } from "./show-support";
import { startUpgrade } from "./upgrade";

const predownloadAll: CommandHandler = async ({ ports, print }) => {
  const answer = await startUpgrade(ports);
  if (!answer.ok) return faultResult(answer.fault);
  print("Predownload started. To see its progress: show ap image");
  return undefined;
};

/** All access points have the default site tag, so it names all of them. */
const predownloadSite: CommandHandler = (context) =>
  context.args.tag === AP_TAGS.site
    ? predownloadAll(context)
    : errorResult(`No access point has the site tag ${context.args.tag ?? ""}.`);

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

/** The handler of a command to one access point. */
const toOne =
  (run: (ap: ApRow, context: CommandContext) => Promise<CommandResult>): CommandHandler =>
  (context) => {
    const ap = findAp(context.ports, context.args.ap);
    return ap === undefined
      ? errorResult(`There is no access point named ${context.args.ap ?? ""}.`)
      : run(ap, context);
  };

const predownloadOne = toOne(async (ap, { ports }) => {
  const answer = await ports.ask("ap.predownload", { apId: ap.id });
  return answer.ok ? undefined : faultResult(answer.fault);
});

const swapOne = toOne(async (ap, { ports }) => {
  const answer = await ports.order({ type: "swap", apId: ap.id });
  return answer.ok ? undefined : faultResult(answer.fault);
});

const resetOne = toOne(async (ap, { ports }) => {
  const answer = await ports.ask("ap.reboot", { apIds: [ap.id] });
  if (!answer.ok) return faultResult(answer.fault);
  const [refused] = answer.value.refused;
  return refused === undefined ? undefined : faultResult(refused.fault);
});

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
          [
            command("abort", "Cancel the predownload", abort, mutates),
            word("site-tag", "Access points with this site tag", [
              argument("tag", wordArgument, "Name of the site tag", [
                command("start", "Start the predownload", predownloadSite, mutates),
              ]),
            ]),
          ],
          mutating(predownloadAll),
        ),
        command("reset", "Reboot all access points", order("reset-all"), mutates),
        command("swap", "Swap primary and backup image of all access points", order("swap-all"), mutates),
      ]),
      word("name", "One access point", [
        argument("ap", wordArgument, "Name of the access point", [
          word("image", "Image of this access point", [
            command("predownload", "Predownload the image to this access point", predownloadOne, mutates),
            command("reset", "Reboot this access point", resetOne, mutates),
            command("swap", "Swap its primary and backup image", swapOne, mutates),
          ]),
          command("reset", "Reboot this access point", resetOne, mutates),
        ]),
      ]),
    ],
    { privilege: 15 },
  ),
];
