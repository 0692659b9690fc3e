/** The `show` commands about the controller as a device and about sessions, and `dir`. */
import type { CommandHandler } from "../command";
import { command, type GrammarNode, word } from "../grammar";
import type { CliPorts } from "../ports";
import { MANAGEMENT_INTERFACE } from "../render/platform";
import { type FilesState, showDirectory, showFlash } from "../render/show-files";
import {
  showBoot,
  showChassis,
  showInventory,
  showMemory,
  showPlatform,
  showRedundancy,
} from "../render/show-hardware";
import {
  showInterfaces,
  showIpInterface,
  showIpInterfaceBrief,
  showIpv6Interface,
} from "../render/show-interfaces";
import { showHosts, showIpSsh } from "../render/show-services";
import { showHistory, showTerminal, showUsers } from "../render/show-sessions";
import { showVersion } from "../render/show-version";
import { controllerOf, hardwareOf, shows } from "./show-support";

const version = shows((ports) => {
  const { bootedAt, reloadReason, serial } = ports.facts();
  return showVersion({
    ...controllerOf(ports),
    bootedAt,
    reloadReason,
    serial,
    now: ports.simulatedNow(),
  });
});

/** Images are written while the upgrade that fetches them runs, so they have the time of its start. */
function filesOf(ports: CliPorts): FilesState {
  const startedAt = ports.rows("upgrade")[0]?.startedAt;
  const { files, bootedAt } = ports.facts();
  return { files, writtenAt: startedAt ? ports.toSimulated(startedAt) : bootedAt };
}

const directory = shows((ports) => showDirectory(filesOf(ports)));
const flash = shows((ports) => showFlash(filesOf(ports)));

const history: CommandHandler = ({ session, print }) => {
  for (const line of showHistory(session.history)) print(line);
  return undefined;
};

const privilege: CommandHandler = ({ session, print }) => {
  print(`Current privilege level is ${session.privilege}`);
  return undefined;
};

const terminal: CommandHandler = ({ session, ports, print }) => {
  for (const line of showTerminal(ports.sessions(), session)) print(line);
  return undefined;
};

const interfaces = shows((ports) => showInterfaces(hardwareOf(ports)));
const ipInterface = shows((ports) => showIpInterface(hardwareOf(ports)));
const ipv6Interface = shows((ports) => showIpv6Interface(hardwareOf(ports)));
const named = (handler: CommandHandler): GrammarNode =>
  command(MANAGEMENT_INTERFACE.toLowerCase(), "The management interface", handler);

/** `show` and `dir`, in exec mode. */
export const showSystemCommands: GrammarNode[] = [
  word(
    "dir",
    "List files",
    [command("bootflash:", "The flash", directory), command("flash:", "The flash", directory)],
    { command: { handler: directory } },
  ),
  word("show", "Show running system information", [
    command("boot", "Boot variables", shows(showBoot)),
    command("bootflash:", "Files in the flash", flash),
    command(
      "cdp",
      "CDP",
      shows(() => ["% CDP is not enabled"]),
    ),
    command(
      "chassis",
      "Chassis information",
      shows((ports) => showChassis(hardwareOf(ports))),
    ),
    command("flash:", "Files in the flash", flash),
    command("history", "Lines of this session", history),
    command("hosts", "Names and addresses", shows(showHosts)),
    word("interfaces", "Interfaces", [named(interfaces)], { command: { handler: interfaces } }),
    command(
      "inventory",
      "Hardware and serial number",
      shows((ports) => showInventory(hardwareOf(ports))),
    ),
    word("ip", "IP information", [
      word(
        "interface",
        "Addresses of interfaces",
        [
          command(
            "brief",
            "One line for each interface",
            shows((ports) => showIpInterfaceBrief(hardwareOf(ports))),
          ),
          named(ipInterface),
        ],
        { command: { handler: ipInterface } },
      ),
      command(
        "ssh",
        "SSH server of the command line",
        shows((ports) => showIpSsh(ports.ssh)),
      ),
    ]),
    word("ipv6", "IPv6 information", [
      word("interface", "Addresses of interfaces", [named(ipv6Interface)], {
        command: { handler: ipv6Interface },
      }),
    ]),
    command(
      "lldp",
      "LLDP",
      shows(() => ["% LLDP is not enabled"]),
    ),
    word("memory", "Memory of the controller", [
      command("statistics", "Total and free memory", shows(showMemory)),
    ]),
    command(
      "platform",
      "Slots of the controller",
      shows((ports) => showPlatform(hardwareOf(ports))),
    ),
    command("privilege", "Privilege level of this session", privilege),
    command(
      "redundancy",
      "Redundancy of the controller",
      shows((ports) => showRedundancy(hardwareOf(ports))),
    ),
    command("terminal", "Settings of this terminal", terminal),
    command(
      "users",
      "Sessions of the command line",
      shows((ports) => showUsers(ports.sessions())),
    ),
    command("version", "Version, model and uptime", version),
  ]),
];
