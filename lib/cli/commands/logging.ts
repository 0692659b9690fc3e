/** `logging host`, `logging trap` and `logging facility`: the same settings of forwarding as the page Logs has. */
import {
  DEFAULT_FORWARDING,
  type ForwardingSettings,
  facilityNames,
  type SyslogTransport,
  severityNames,
} from "@/lib/contracts/forwarding";
import { addressArgument, integerArgument } from "../arguments";
import { type Action, type CommandContext, type Outcome, refuse, refuseFault } from "../command";
import { argument, command, type Node, type Run, word } from "../grammar";
import type { CliPorts } from "../ports";

/** Without a port: syslog's own (RFC 5426 §3.3), and for TCP the one that IOS XE takes. */
const STANDARD_PORTS: Record<SyslogTransport, number> = { udp: 514, tcp: 601 };

export const forwardingSettings = (ports: CliPorts): ForwardingSettings =>
  ports.rows("forwarding")[0]?.settings ?? DEFAULT_FORWARDING;

/** A line that changes nothing orders nothing. */
async function change({ ports }: CommandContext, fields: Partial<ForwardingSettings>): Promise<Outcome> {
  const before = forwardingSettings(ports);
  const settings = { ...before, ...fields };
  const isSame = (Object.keys(before) as (keyof ForwardingSettings)[]).every(
    (f) => before[f] === settings[f],
  );
  if (isSame) return undefined;
  const answer = await ports.ask("forwarding.save", { settings });
  return answer.ok ? undefined : refuseFault(answer.fault);
}

const setHost =
  (transport: SyslogTransport): Action =>
  (context) => {
    const { host = "", port = STANDARD_PORTS[transport] } = context.args;
    return change(context, { enabled: true, address: host, transport, port: Number(port) });
  };

const noHost: Action = (context) => {
  const { address, enabled } = forwardingSettings(context.ports);
  const { host } = context.args;
  if (host !== undefined && !(enabled && host === address)) return refuse(`The log is not sent to ${host}.`);
  return change(context, { enabled: false });
};

const setSeverity =
  (severity: number): Action =>
  (context) =>
    change(context, { severity });
const setNumber: Action = (context) => change(context, { severity: Number(context.args.level) });
const setFacility =
  (facility: number): Action =>
  (context) =>
    change(context, { facility });

const changing = (action: Action): { run: Run } => ({ run: { action, changes: true } });
const negating = (action: Action): { run: Run } => ({ run: { action, changes: true, negated: true } });

const transport = (name: SyslogTransport): Node =>
  word(
    name,
    `${name.toUpperCase()}, port ${STANDARD_PORTS[name]} unless another is given`,
    [
      word("port", "The collector's port", [
        argument("port", integerArgument(1, 65535), "Port number", [], changing(setHost(name))),
      ]),
    ],
    changing(setHost(name)),
  );

export const loggingLines: Node[] = [
  word("logging", "Sending the log on", [
    word("facility", "Facility of the messages", [
      ...facilityNames.map((name, i) => command(name, `Facility ${i}`, setFacility(i), { changes: true })),
    ]),
    word("host", "Send the log to this collector, in place of another", [
      argument(
        "host",
        addressArgument,
        "IPv4 or IPv6 address",
        [word("transport", "The transport protocol", [transport("tcp"), transport("udp")])],
        changing(setHost("udp")),
      ),
    ]),
    word("trap", "Lines to be sent on: this severity and worse", [
      argument("level", integerArgument(0, 7), "Severity", [], changing(setNumber)),
      ...severityNames.map((name, i) => command(name, `Severity ${i}`, setSeverity(i), { changes: true })),
    ]),
  ]),
];

export const loggingNegations: Node[] = [
  word("logging", "Sending the log on", [
    word("facility", "Back to local7", [], negating(setFacility(DEFAULT_FORWARDING.facility))),
    word(
      "host",
      "Send the log to nobody",
      [argument("host", addressArgument, "The collector", [], negating(noHost))],
      negating(noHost),
    ),
    word("trap", "Back to informational", [], negating(setSeverity(DEFAULT_FORWARDING.severity))),
  ]),
];
