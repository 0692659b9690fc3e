/** `ping <ip>`: sends real requests from the controller to the port of the image server, because that port must work. */
import { addressArgument, integerArgument } from "../arguments";
import type { CommandHandler } from "../command";
import { argument, type GrammarNode, word } from "../grammar";

const DEFAULT_PROBES = 5;
const DEFAULT_TIMEOUT_SECONDS = 2;

const ping: CommandHandler = async ({ ports, args, print, printInline, signal }) => {
  const target = ports.probeTarget(args.address ?? "");
  const probes = Number(args.count ?? DEFAULT_PROBES);
  const timeoutSeconds = Number(args.timeout ?? DEFAULT_TIMEOUT_SECONDS);
  // The two lines of IOS, which tools recognize. What was probed is said at the end.
  print("Type escape sequence to abort.");
  print(`Sending ${probes}, 100-byte ICMP Echos to ${target.address}, timeout is ${timeoutSeconds} seconds:`);
  const times: number[] = [];
  let attempts = 0;
  let reason = "";
  while (attempts < probes && !signal.aborted) {
    const outcome = await ports.probe(target, timeoutSeconds * 1000, signal);
    if (signal.aborted) break;
    attempts++;
    printInline(outcome.ok ? "!" : ".");
    if (outcome.ok) times.push(outcome.ms);
    else reason = outcome.reason;
  }
  print("");
  const percent = attempts === 0 ? 0 : Math.round((100 * times.length) / attempts);
  print(`Success rate is ${percent} percent (${times.length}/${attempts})${roundTripText(times)}`);
  const place = `${target.transport} port ${target.port}`;
  print(`Each probe was a ${target.service} request to ${place}, not an ICMP echo.`);
  if (times.length > 0) print(`A ${target.service} server answers at ${place}.`);
  if (reason !== "") print(`No answer from ${target.service} at ${place}: ${reason}`);
  return times.length > 0 ? undefined : { failed: true };
};

/** Minimum, average and maximum of the answer times. */
function roundTripText(times: readonly number[]): string {
  if (times.length === 0) return "";
  const average = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const figures = [Math.min(...times), average, Math.max(...times)].map((ms) => Math.max(1, Math.round(ms)));
  return `, round-trip min/avg/max = ${figures.join("/")} ms`;
}

const options = { command: { handler: ping, sends: true, streamsOutput: true } };
const timeout = word("timeout", "Time to wait for each answer", [
  argument("timeout", integerArgument(1, 60), "Seconds", [], options),
]);
const address = argument(
  "address",
  addressArgument,
  "IPv4 or IPv6 address",
  [
    word("repeat", "Number of probes", [
      argument("count", integerArgument(1, 100), "Probes", [timeout], options),
    ]),
    timeout,
  ],
  options,
);

/** `ping`, in exec mode. */
export const pingCommands: GrammarNode[] = [
  word(
    "ping",
    "Test whether an image server answers",
    [
      word("ip", "An IPv4 address follows", [address]),
      word("ipv6", "An IPv6 address follows", [address]),
      address,
    ],
    // It sends packets to any address.
    { privilege: 15 },
  ),
];
