/** The grammar of each mode. */
import { type GrammarNode, mergeTrees, word } from "../grammar";
import { byProfileMode, type ModeName } from "../modes";
import { apCommands } from "./aps";
import { installCommands } from "./install";
import { loggingCommands, loggingNoCommands } from "./logging";
import { lineCommands, lineNoCommands, managementCommands, managementNoCommands } from "./management";
import { exitCommands, hostnameCommands, hostnameNoCommands, modeCommands } from "./navigation";
import { pingCommands } from "./ping";
import {
  downloadModeCommands,
  downloadModeNoCommands,
  profileCommands,
  profileNoCommands,
  wirelessCommands,
  wirelessNoCommands,
} from "./profile";
import { showCommands } from "./show";
import { showApCommands } from "./show-aps";
import { showConfigCommands } from "./show-config";
import { showSystemCommands } from "./show-system";
import { showTechCommands } from "./show-tech";
import { systemCommands } from "./system";

const exec: GrammarNode[] = mergeTrees(
  showCommands,
  showApCommands,
  showConfigCommands,
  showSystemCommands,
  showTechCommands(() => exec),
  apCommands,
  installCommands,
  systemCommands,
  pingCommands,
);
const doCommands: GrammarNode[] = [word("do", "Run an exec command", exec)];
const no = (commands: GrammarNode[]): GrammarNode =>
  word("no", "Negate a command or set its defaults", commands);

/** The grammar of a configuration mode: its commands, their `no` forms, `do`, `exit` and `end`. */
const configuration = (commands: GrammarNode[], noCommands: GrammarNode[]): GrammarNode[] =>
  mergeTrees(commands, [no(noCommands)], doCommands, exitCommands);

const roots: Record<ModeName, GrammarNode[]> = {
  exec: mergeTrees(exec, modeCommands),
  config: configuration(
    mergeTrees(hostnameCommands, managementCommands, loggingCommands, wirelessCommands),
    mergeTrees(hostnameNoCommands, managementNoCommands, loggingNoCommands, wirelessNoCommands),
  ),
  line: configuration(lineCommands, lineNoCommands),
  profile: configuration(profileCommands, profileNoCommands),
  ...byProfileMode((mode) => configuration(downloadModeCommands(mode), downloadModeNoCommands(mode))),
};

/** The words with which a line can start in this mode. */
export const rootsOf = (mode: ModeName): readonly GrammarNode[] => roots[mode];

/** All commands of a mode, each as the nodes from its first word to its end, for tests of the whole grammar. */
export function allPaths(mode: ModeName): GrammarNode[][] {
  const paths: GrammarNode[][] = [];
  const walk = (nodes: readonly GrammarNode[], before: GrammarNode[]) => {
    for (const node of nodes) {
      const path = [...before, node];
      if (node.command) paths.push(path);
      walk(node.children, path);
    }
  };
  walk(roots[mode], []);
  return paths;
}
