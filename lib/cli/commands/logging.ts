/** `logging host`, `logging trap` and `logging facility`: the syslog forwarding settings of the Logs page; `show logging`. */
import {
  DEFAULT_FORWARDING,
  type ForwardingSettings,
  facilityNames,
  type SyslogTransport,
  severityNames,
} from "@/lib/contracts/forwarding";
import { addressArgument, integerArgument } from "../arguments";
import {
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  errorResult,
  faultResult,
} from "../command";
import { argument, command, type GrammarNode, mutating, negating, word } from "../grammar";
import type { CliPorts } from "../ports";
import { LOG_BUFFER_LINES, showLastLines, showLogging } from "../render/show-logging";

/** The default ports: of syslog for UDP (RFC 5426 §3.3), of IOS XE for TCP. */
const STANDARD_PORTS: Record<SyslogTransport, number> = { udp: 514, tcp: 601 };

/** The present settings. */
export const forwardingSettings = (ports: CliPorts): ForwardingSettings =>
  ports.rows("forwarding")[0]?.settings ?? DEFAULT_FORWARDING;

/** Saves changed settings. Settings that do not change are not saved. */
async function change(
  { ports }: CommandContext,
  fields: Partial<ForwardingSettings>,
): Promise<CommandResult> {
  const before = forwardingSettings(ports);
  const settings = { ...before, ...fields };
  const isSame = (Object.keys(before) as (keyof ForwardingSettings)[]).every(
    (f) => before[f] === settings[f],
  );
  if (isSame) return undefined;
  const answer = await ports.ask("forwarding.save", { settings });
  return answer.ok ? undefined : faultResult(answer.fault);
}

const setHost =
  (transport: SyslogTransport): CommandHandler =>
  (context) => {
    const { host = "", port = STANDARD_PORTS[transport] } = context.args;
    return change(context, { enabled: true, address: host, transport, port: Number(port) });
  };

const noHost: CommandHandler = (context) => {
  const { address, enabled } = forwardingSettings(context.ports);
  const { host } = context.args;
  if (host !== undefined && !(enabled && host === address))
    return errorResult(`Syslog is not forwarded to ${host}.`);
  return change(context, { enabled: false });
};

const setSeverity =
  (severity: number): CommandHandler =>
  (context) =>
    change(context, { severity });
const setNumber: CommandHandler = (context) => change(context, { severity: Number(context.args.level) });
const setFacility =
  (facility: number): CommandHandler =>
  (context) =>
    change(context, { facility });

const transport = (name: SyslogTransport): GrammarNode =>
  word(
    name,
    `${name.toUpperCase()}, port ${STANDARD_PORTS[name]} by default`,
    [
      word("port", "Port of the collector", [
        argument("port", integerArgument(1, 65535), "Port number", [], mutating(setHost(name))),
      ]),
    ],
    mutating(setHost(name)),
  );

/** `logging`, in configuration mode. */
export const loggingCommands: GrammarNode[] = [
  word("logging", "Syslog forwarding", [
    word("facility", "Facility of forwarded messages", [
      ...facilityNames.map((name, i) => command(name, `Facility ${i}`, setFacility(i), { mutates: true })),
    ]),
    word("host", "Forward syslog to this collector", [
      argument(
        "host",
        addressArgument,
        "IPv4 or IPv6 address",
        [word("transport", "Transport protocol", [transport("tcp"), transport("udp")])],
        mutating(setHost("udp")),
      ),
    ]),
    word("trap", "Forward messages of this severity and more severe ones", [
      argument("level", integerArgument(0, 7), "Severity", [], mutating(setNumber)),
      ...severityNames.map((name, i) => command(name, `Severity ${i}`, setSeverity(i), { mutates: true })),
    ]),
  ]),
];

/** `no logging`. */
export const loggingNoCommands: GrammarNode[] = [
  word("logging", "Syslog forwarding", [
    word(
      "facility",
      "Restore the default facility, local7",
      [],
      negating(setFacility(DEFAULT_FORWARDING.facility)),
    ),
    word(
      "host",
      "Stop syslog forwarding",
      [argument("host", addressArgument, "Address of the collector", [], negating(noHost))],
      negating(noHost),
    ),
    word(
      "trap",
      "Restore the default severity, informational",
      [],
      negating(setSeverity(DEFAULT_FORWARDING.severity)),
    ),
  ]),
];

const show: CommandHandler = async ({ ports, args, print }) => {
  const lines = await ports.readLog("syslog", LOG_BUFFER_LINES);
  const forwarding = ports.rows("forwarding")[0];
  const { monitoredLines } = ports.shared;
  const text =
    args.count === undefined
      ? showLogging({ lines, forwarding, monitoredLines })
      : showLastLines(lines, Number(args.count));
  for (const line of text) print(line);
  return undefined;
};

/** `show logging` and `show logging last N`. */
export const showLoggingCommands: GrammarNode = word(
  "logging",
  "Log buffer",
  [
    word("last", "Only the newest lines", [
      argument("count", integerArgument(1, 999_999_999), "Number of lines", [], {
        command: { handler: show },
      }),
    ]),
  ],
  { command: { handler: show } },
);
