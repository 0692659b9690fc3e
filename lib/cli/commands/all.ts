/** The commands of each mode, put together. */
import { merge, type Node, word } from "../grammar";
import { byProfileMode, type ModeName } from "../modes";
import { apLines } from "./aps";
import { installLines } from "./install";
import { loggingLines, loggingNegations } from "./logging";
import { hostnameLines, hostnameNegations, leavers, modeChangers } from "./navigation";
import { pingLines } from "./ping";
import {
  modeLines,
  modeNegations,
  profileLines,
  profileNegations,
  wirelessLines,
  wirelessNegations,
} from "./profile";
import { showLines } from "./show";
import { systemLines } from "./system";

const exec = merge(showLines, apLines, installLines, systemLines, pingLines);
const doLines: Node[] = [word("do", "Run an exec command", exec)];
const no = (negations: Node[]): Node => word("no", "Negate a command or set its defaults", negations);

/** Every configuration mode can be left, and can run exec commands by `do`. */
const configuration = (lines: Node[], negations: Node[]): Node[] =>
  merge(lines, [no(negations)], doLines, leavers);

const roots: Record<ModeName, Node[]> = {
  exec: merge(exec, modeChangers),
  config: configuration(
    [...hostnameLines, ...loggingLines, ...wirelessLines],
    [...hostnameNegations, ...loggingNegations, ...wirelessNegations],
  ),
  profile: configuration(profileLines, profileNegations),
  ...byProfileMode((mode) => configuration(modeLines(mode), modeNegations(mode))),
};

export const rootsOf = (mode: ModeName): readonly Node[] => roots[mode];

/** Every command as a path of nodes, for tests of the whole grammar. */
export function allPaths(mode: ModeName): Node[][] {
  const paths: Node[][] = [];
  const walk = (nodes: readonly Node[], before: Node[]) => {
    for (const node of nodes) {
      const path = [...before, node];
      if (node.run) paths.push(path);
      walk(node.children, path);
    }
  };
  walk(roots[mode], []);
  return paths;
}
