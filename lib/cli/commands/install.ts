/** `install add | activate | commit | remove`, with the transcripts of real controllers. They use the upgrade of the page. */
import { faultText } from "@/lib/contracts/fault";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { CommandContext, CommandHandler, CommandResult } from "../command";
import { command, type GrammarNode, word } from "../grammar";
import { installTime, packageVersion } from "../render/layout";
import { startUpgrade, waitForUpgrade } from "./upgrade";

type Operation = "add" | "activate" | "commit" | "remove";
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function printStart({ ports, print }: CommandContext, operation: Operation): void {
  print(`install_${operation}: START ${installTime(ports.simulatedNow())}`);
}

function succeed({ ports, print }: CommandContext, operation: Operation): CommandResult {
  print(`SUCCESS: install_${operation} ${installTime(ports.simulatedNow())}`);
  return undefined;
}

function fail({ ports, print }: CommandContext, operation: Operation, reason: string): CommandResult {
  print(` [1] R0 FAILED: ${reason}`);
  print(`FAILED: install_${operation} ${installTime(ports.simulatedNow())}`);
  return { failed: true };
}

/** Prints the lines that each successful transcript has in its middle. */
function printPassed({ print }: CommandContext, operation: Operation, finished: string): void {
  const name = capital(operation);
  print(` [1] ${finished}`);
  print(`Checking status of ${name} on [1]`);
  print(`${name}: Passed on [1]`);
  print(`Finished ${name}`);
}

const add: CommandHandler = async (context) => {
  const { ports, print, signal } = context;
  printStart(context, "add");
  print("");
  print("--- Starting Add ---");
  print("Performing Add on all members");
  const started = await startUpgrade(ports);
  if (!started.ok) return fail(context, "add", faultText(started.fault));
  const { upgradeId } = started.value;
  let wasSeen = false;
  const row = await waitForUpgrade(
    ports,
    (now) => {
      wasSeen ||= now.id === upgradeId;
      // The row of another upgrade means that ours has ended.
      return wasSeen && (now.id !== upgradeId || now.canActivate || !now.running);
    },
    signal,
  );
  if (row === null) {
    print("The operation continues. To see its progress: show install log, show ap image");
    return undefined;
  }
  return finishAdd(context, row, upgradeId);
};

/** Prints the result when the upgrade has ended or can be activated. */
function finishAdd(context: CommandContext, row: UpgradeRow, upgradeId: string): CommandResult {
  if (row.id !== upgradeId || !row.canActivate) {
    return fail(context, "add", row.fault ? faultText(row.fault) : row.status);
  }
  printPassed(context, "add", "Finished Add package(s) on chassis 1");
  context.print("");
  if (row.targetVersion !== null) context.print(`Image added. Version: ${packageVersion(row.targetVersion)}`);
  return succeed(context, "add");
}

const activate =
  (asks: boolean): CommandHandler =>
  async (context) => {
    const { ports, print, confirm } = context;
    printStart(context, "activate");
    const preview = await ports.ask("upgrade.activation-preview", {});
    if (!preview.ok) return fail(context, "activate", faultText(preview.fault));
    const { targetVersion, ready, notReady } = preview.value;
    print("Following packages shall be activated:");
    print(`IMG ${packageVersion(targetVersion)}: the controller and ${ready} access points reload.`);
    for (const ap of notReady) print(`  ${ap.name}: ${ap.reason} ${ap.consequence}`);
    print("");
    const question = "This operation may require a reload of the system. Do you want to proceed? [y/n]";
    if (asks && !(await confirm(question, "y/n"))) return fail(context, "activate", "Canceled by the user.");
    print("--- Starting Activate ---");
    print("Performing Activate on all members");
    const answer = await ports.ask("upgrade.activate", {});
    if (!answer.ok) return fail(context, "activate", faultText(answer.fault));
    printPassed(context, "activate", "Finished Activate on chassis 1");
    return succeed(context, "activate");
  };

const commit: CommandHandler = async (context) => {
  const { ports, print } = context;
  printStart(context, "commit");
  print("--- Starting Commit ---");
  print("Performing Commit on all members");
  const answer = await ports.order({ type: "commit" });
  if (!answer.ok) return fail(context, "commit", faultText(answer.fault));
  printPassed(context, "commit", "Finished Commit on chassis 1");
  return succeed(context, "commit");
};

const remove: CommandHandler = async (context) => {
  const { ports, print } = context;
  printStart(context, "remove");
  const answer = await ports.order({ type: "remove-inactive" });
  if (!answer.ok) return fail(context, "remove", faultText(answer.fault));
  const removed = answer.value.removed ?? [];
  if (removed.length === 0) {
    print("SUCCESS: No extra package or provisioning files found on media. Nothing to clean.");
    return undefined;
  }
  print("--- Starting Post_Remove_Cleanup ---");
  for (const version of removed) print(` [1] Removed IMG ${packageVersion(version)}`);
  print("Finished Post_Remove_Cleanup");
  return succeed(context, "remove");
};

const options = { mutates: true, streamsOutput: true };

/** `install`, in exec mode. */
export const installCommands: GrammarNode[] = [
  word(
    "install",
    "Install operations",
    [
      word(
        "activate",
        "Reload with the added version",
        [
          word("prompt-level", "Questions before activation", [
            command("none", "Do not ask", activate(false), options),
          ]),
        ],
        { command: { handler: activate(true), ...options } },
      ),
      word("add", "Download images and predownload them to all access points", [
        word("profile", "Use an image download profile", [
          command("default", "The default profile", add, options),
        ]),
      ]),
      command("commit", "Commit the activated version", commit, options),
      word("remove", "Remove image files", [
        command("inactive", "Image files that are not in use", remove, options),
      ]),
    ],
    { privilege: 15 },
  ),
];
