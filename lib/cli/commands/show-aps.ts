/** The `show` commands about access points, other than those about their images. */
import { wordArgument } from "../arguments";
import { type CommandHandler, errorResult } from "../command";
import { argument, command, type GrammarNode, word } from "../grammar";
import type { CliPorts } from "../ports";
import { showApConfig } from "../render/show-ap-config";
import { showApStatus, showApTagSummary, showApUptime } from "../render/show-ap-lists";
import { showApSummary } from "../render/show-ap-summary";
import { showEwcApSummary, showEwcRedundancy } from "../render/show-ewc-aps";
import { showJoinSummary } from "../render/show-join-summary";
import { controllerOf, findAp, shows, uptimeState } from "./show-support";

const configState = (ports: CliPorts) => ({ ...uptimeState(ports), controller: controllerOf(ports) });

const configOfOne: CommandHandler = ({ ports, args, print }) => {
  const ap = findAp(ports, args.ap);
  if (ap === undefined || !ap.joined) return errorResult(`No access point named ${args.ap ?? ""} is joined.`);
  for (const line of showApConfig([ap], configState(ports))) print(line);
  return undefined;
};

const configOfAll = shows((ports) => showApConfig(ports.rows("aps"), configState(ports)));

/** `show ap` and `show wireless`, in exec mode. */
export const showApCommands: GrammarNode[] = [
  word("show", "Show running system information", [
    word("ap", "Access points", [
      word("config", "Settings of access points", [
        command("general", "General settings of joined access points", configOfAll),
      ]),
      word("name", "One access point", [
        argument("ap", wordArgument, "Name of the access point", [
          word("config", "Settings of this access point", [
            command("general", "General settings", configOfOne),
          ]),
        ]),
      ]),
      command(
        "status",
        "Mode and country of joined access points",
        shows((ports) => showApStatus(ports.rows("aps"))),
      ),
      command(
        "summary",
        "Joined access points",
        shows((ports) => showApSummary(ports.rows("aps"))),
      ),
      word("tag", "Tags of access points", [
        command(
          "summary",
          "Tags of joined access points",
          shows((ports) => showApTagSummary(ports.rows("aps"))),
        ),
      ]),
      command(
        "uptime",
        "Time since boot and join of joined access points",
        shows((ports) => showApUptime(ports.rows("aps"), uptimeState(ports))),
      ),
    ]),
    word("wireless", "Wireless information", [
      word("ewc-ap", "Embedded wireless controller", [
        word("ap", "Access points", [
          command(
            "summary",
            "Access points, and which can host the controller",
            shows((ports) => showEwcApSummary(ports.rows("aps"))),
          ),
        ]),
        word("redundancy", "Hosts of the controller", [
          command(
            "summary",
            "The present host, and who could take over",
            shows((ports) => showEwcRedundancy(ports.rows("aps"))),
          ),
        ]),
      ]),
      word("stats", "Statistics", [
        word("ap", "Access points", [
          word("join", "Joins of access points", [
            command(
              "summary",
              "All access points, and why some are not joined",
              shows((ports) => showJoinSummary(ports.rows("aps"), (apId) => ports.joinRecord(apId))),
            ),
          ]),
        ]),
      ]),
    ]),
  ]),
];
