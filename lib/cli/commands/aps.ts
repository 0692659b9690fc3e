/** Orders to access points: predownload, swap, reset. */
import { wordArgument } from "../arguments";
import { type Action, refuse, refuseFault } from "../command";
import { argument, command, type Node, word } from "../grammar";
import type { ControllerOrder } from "../ports";
import { startUpgrade } from "./upgrade";

const predownloadAll: Action = async ({ ports, print }) => {
  const answer = await startUpgrade(ports);
  if (!answer.ok) return refuseFault(answer.fault);
  print("Predownload was started. Its progress: show ap image");
  return undefined;
};

const abort: Action = async ({ ports }) => {
  const answer = await ports.ask("upgrade.cancel", {});
  return answer.ok ? undefined : refuseFault(answer.fault);
};

const order =
  (type: Extract<ControllerOrder["type"], "swap-all" | "reset-all">): Action =>
  async ({ ports }) => {
    const answer = await ports.order({ type });
    return answer.ok ? undefined : refuseFault(answer.fault);
  };

const predownloadOne: Action = async ({ ports, args }) => {
  const ap = ports.rows("aps").find((row) => row.name.toLowerCase() === args.ap?.toLowerCase());
  if (ap === undefined) return refuse(`There is no access point named ${args.ap ?? ""}.`);
  const answer = await ports.ask("ap.predownload", { apId: ap.id });
  return answer.ok ? undefined : refuseFault(answer.fault);
};

const changes = { changes: true };

export const apLines: Node[] = [
  word(
    "ap",
    "Access point commands",
    [
      word("image", "Images of all access points", [
        word(
          "predownload",
          "Give all access points the image of the profile's server",
          [command("abort", "Cancel the predownload", abort, changes)],
          {
            run: { action: predownloadAll, ...changes },
          },
        ),
        command("reset", "Reboot all access points", order("reset-all"), changes),
        command("swap", "Swap primary and backup image of all access points", order("swap-all"), changes),
      ]),
      word("name", "One access point", [
        argument("ap", wordArgument, "Name of the access point", [
          word("image", "Its image", [
            command("predownload", "Give it the image of the profile's server", predownloadOne, changes),
          ]),
        ]),
      ]),
    ],
    { privilege: 15 },
  ),
];
