/** `show install ...`. Each answer is made from one reading of the controller's facts. */
import type { CommandHandler } from "../command";
import { command, type GrammarNode, word } from "../grammar";
import type { ControllerFacts } from "../ports";
import {
  type InstallList,
  showInstallList,
  showInstallLog,
  showInstallRollback,
  showInstallSummary,
} from "../render/show-install";
import { LOG_BUFFER_LINES } from "../render/show-logging";

const shows =
  (render: (facts: ControllerFacts) => readonly string[]): CommandHandler =>
  ({ ports, print }) => {
    for (const line of render(ports.facts())) print(line);
    return undefined;
  };

const list = (name: InstallList, help: string): GrammarNode =>
  command(
    name,
    help,
    shows((facts) => showInstallList(name, facts)),
  );

const log: CommandHandler = async ({ ports, print }) => {
  for (const line of showInstallLog(await ports.readLog("install", LOG_BUFFER_LINES))) print(line);
  return undefined;
};

/** `install`, under `show`. */
export const showInstallNode: GrammarNode = word("install", "Show install operations", [
  list("active", "Packages that run"),
  list("committed", "Packages that are activated and committed"),
  list("inactive", "Packages that do not run"),
  command("log", "Log of install operations", log),
  command("rollback", "Versions that a rollback leads to", shows(showInstallRollback)),
  command("summary", "Installed versions", shows(showInstallSummary)),
  list("uncommitted", "Packages that are activated and not committed"),
]);
