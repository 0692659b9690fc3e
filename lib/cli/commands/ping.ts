/** `ping <ip>`: sends real requests from the controller to the port of the image server, because that port must work. */
import { addressArgument } from "../arguments";
import type { CommandHandler } from "../command";
import { argument, type GrammarNode, word } from "../grammar";

const ATTEMPTS = 5;
const TIMEOUT_MS = 2000;

const ping: CommandHandler = async ({ ports, args, print, printInline, signal }) => {
  const target = ports.probeTarget(args.address ?? "");
  print(
    `Sending ${ATTEMPTS} ${target.service} requests to ${target.address}, ${target.transport} port ${target.port},`,
  );
  print(`timeout is ${TIMEOUT_MS / 1000} seconds:`);
  const times: number[] = [];
  let attempts = 0;
  let reason = "";
  while (attempts < ATTEMPTS && !signal.aborted) {
    const outcome = await ports.probe(target, TIMEOUT_MS, signal);
    if (signal.aborted) break;
    attempts++;
    printInline(outcome.ok ? "!" : ".");
    if (outcome.ok) times.push(outcome.ms);
    else reason = outcome.reason;
  }
  print("");
  if (reason !== "") print(`No answer from ${target.service}: ${reason}`);
  const percent = attempts === 0 ? 0 : Math.round((100 * times.length) / attempts);
  print(`Success rate is ${percent} percent (${times.length}/${attempts})${roundTripText(times)}`);
  return times.length > 0 ? undefined : { failed: true };
};

/** Minimum, average and maximum of the answer times. */
function roundTripText(times: readonly number[]): string {
  if (times.length === 0) return "";
  const average = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const figures = [Math.min(...times), average, Math.max(...times)].map((ms) => Math.max(1, Math.round(ms)));
  return `, round-trip min/avg/max = ${figures.join("/")} ms`;
}

/** `ping`, in exec mode. */
export const pingCommands: GrammarNode[] = [
  word("ping", "Test whether an image server answers", [
    argument("address", addressArgument, "IPv4 or IPv6 address", [], {
      command: { handler: ping, streamsOutput: true },
    }),
  ]),
];
