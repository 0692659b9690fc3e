/** `ping <ip>` from the controller's seat: real questions to the image server's port, because that is what must work. */
import { addressArgument } from "../arguments";
import type { Action } from "../command";
import { argument, type Node, word } from "../grammar";

const TRIES = 5;
const TIMEOUT_MS = 2000;

const ping: Action = async ({ ports, args, print, printPart, signal }) => {
  const target = ports.probeTarget(args.address ?? "");
  print(
    `Asking ${target.address} for ${target.service} on ${target.transport} port ${target.port}, ${TRIES} times,`,
  );
  print(`timeout is ${TIMEOUT_MS / 1000} seconds:`);
  const times: number[] = [];
  let tries = 0;
  let reason = "";
  while (tries < TRIES && !signal.aborted) {
    const outcome = await ports.probe(target, TIMEOUT_MS, signal);
    if (signal.aborted) break;
    tries++;
    printPart(outcome.ok ? "!" : ".");
    if (outcome.ok) times.push(outcome.ms);
    else reason = outcome.reason;
  }
  print("");
  if (reason !== "") print(`${target.service} does not answer: ${reason}`);
  const percent = tries === 0 ? 0 : Math.round((100 * times.length) / tries);
  print(`Success rate is ${percent} percent (${times.length}/${tries})${spread(times)}`);
  return times.length > 0 ? undefined : { failed: true };
};

function spread(times: readonly number[]): string {
  if (times.length === 0) return "";
  const average = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const figures = [Math.min(...times), average, Math.max(...times)].map((ms) => Math.max(1, Math.round(ms)));
  return `, round-trip min/avg/max = ${figures.join("/")} ms`;
}

export const pingLines: Node[] = [
  word("ping", "Ask an image server whether it answers", [
    argument("address", addressArgument, "IPv4 or IPv6 address", [], { run: { action: ping, live: true } }),
  ]),
];
