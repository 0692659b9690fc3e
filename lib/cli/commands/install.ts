/**
 * `install add | activate | commit | abort | rollback | remove | auto-abort-timer`, with the transcripts of real
 * controllers. They use the upgrade of the page.
 */

import { faultText } from "@/lib/contracts/fault";
import { type Activation, autoAbortMinutes, type UpgradeRow } from "@/lib/contracts/upgrade";
import { installTime } from "@/lib/kit/time-text";
import { integerArgument } from "../arguments";
import { type CommandContext, type CommandHandler, type CommandResult, faultResult } from "../command";
import { argument, command, type GrammarNode, word } from "../grammar";
import { packageVersion } from "../render/layout";
import { startUpgrade, waitForUpgrade } from "./upgrade";

type Operation = "add" | "activate" | "commit" | "remove" | "abort" | "rollback";
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
function printPassed({ print }: CommandContext, operation: Operation, finished: string, end = ""): void {
  const name = capital(operation);
  print(` [1] ${finished}`);
  print(`Checking status of ${name} on [1]`);
  print(`${name}: Passed on [1]`);
  print(`Finished ${name}${end}`);
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

const RELOAD_QUESTION = "This operation may require a reload of the system. Do you want to proceed? [y/n]";
const REFUSED = "Canceled by the user.";

const activate =
  (asks: boolean): CommandHandler =>
  async (context) => {
    const { ports, print, confirm, args } = context;
    printStart(context, "activate");
    const preview = await ports.ask("upgrade.activation-preview", {});
    if (!preview.ok) return fail(context, "activate", faultText(preview.fault));
    const { targetVersion, ready, notReady } = preview.value;
    print("Following packages shall be activated:");
    print(`IMG ${packageVersion(targetVersion)}: the controller and ${ready} access points reload.`);
    for (const ap of notReady) print(`  ${ap.name}: ${ap.reason} ${ap.consequence}`);
    print("");
    if (asks && !(await confirm(RELOAD_QUESTION, "y/n"))) return fail(context, "activate", REFUSED);
    print("--- Starting Activate ---");
    print("Performing Activate on all members");
    const activation: Activation = { commit: "manual" };
    if (args.minutes !== undefined) activation.autoAbortMinutes = Number(args.minutes);
    const answer = await ports.ask("upgrade.activate", activation);
    if (!answer.ok) return fail(context, "activate", faultText(answer.fault));
    printPassed(context, "activate", "Finished Activate on chassis 1");
    return succeed(context, "activate");
  };

const commit: CommandHandler = async (context) => {
  const { ports, print } = context;
  printStart(context, "commit");
  print("--- Starting Commit ---");
  print("Performing Commit on all members");
  const answer = await ports.ask("upgrade.commit", {});
  if (!answer.ok) return fail(context, "commit", faultText(answer.fault));
  printPassed(context, "commit", "Finished Commit on chassis 1");
  return succeed(context, "commit");
};

/** Abort and rollback both lead to the committed version, with a reload. */
const goBack =
  (operation: "abort" | "rollback", asks: boolean): CommandHandler =>
  async (context) => {
    const { ports, print, confirm } = context;
    const name = capital(operation);
    printStart(context, operation);
    if (operation === "rollback") print("install_rollback: Rolling back to committed");
    print("");
    if (asks && !(await confirm(RELOAD_QUESTION, "y/n"))) return fail(context, operation, REFUSED);
    print(`--- Starting ${name} ---`);
    print(`Performing ${name} on all members`);
    const answer = await ports.order({ type: "roll-back" });
    if (!answer.ok) return fail(context, operation, faultText(answer.fault));
    printPassed(context, operation, `Finished ${name} package(s) on chassis 1`, " operation");
    print("");
    return succeed(context, operation);
  };

const imageFile = (version: string): string => `C9800-AP-iosxe-wlc.${packageVersion(version)}.bin`;

const remove: CommandHandler = async (context) => {
  const { ports, print, confirm } = context;
  printStart(context, "remove");
  print("install_remove: Removing IMG");
  print("Cleaning up unnecessary package files");
  const versions = ports.facts().removableVersions;
  if (versions.length === 0) {
    print("No extra package or provisioning files found on media. Nothing to clean.");
    return succeed(context, "remove");
  }
  print("");
  print("The following files will be deleted:");
  for (const version of versions) print(`    [R0]: /bootflash/${imageFile(version)}`);
  print("");
  const [upgrade] = ports.rows("upgrade");
  if (upgrade?.canActivate && versions.includes(upgrade.targetVersion ?? ""))
    print(
      `Version ${upgrade.targetVersion} is ready to be activated. Without its files it must be added again.`,
    );
  if (!(await confirm("Do you want to remove the above files? [y/n]", "y/n"))) {
    print(" [1] Chassis 1 Remove succeed with reason: User Rejected Deletion");
    succeed(context, "remove");
    return { failed: true };
  }
  const answer = await ports.order({ type: "remove-inactive", versions });
  if (!answer.ok) return fail(context, "remove", faultText(answer.fault));
  for (const version of answer.value.removed ?? [])
    print(`Deleting file bootflash:${imageFile(version)} ... done.`);
  return succeed(context, "remove");
};

const stopTimer: CommandHandler = async ({ ports }) => {
  const answer = await ports.order({ type: "stop-abort-timer" });
  return answer.ok ? undefined : faultResult(answer.fault);
};

const options = { mutates: true, streamsOutput: true };

/** `prompt-level none`, which asks nothing. */
const promptLevel = (handler: CommandHandler): GrammarNode =>
  word("prompt-level", "Questions before the reload", [command("none", "Do not ask", handler, options)]);

/** `install`, in exec mode. */
export const installCommands: GrammarNode[] = [
  word(
    "install",
    "Install operations",
    [
      word("abort", "Reload with the committed version", [promptLevel(goBack("abort", false))], {
        command: { handler: goBack("abort", true), ...options },
      }),
      word(
        "activate",
        "Reload with the added version",
        [
          word("auto-abort-timer", "Roll back unless the version is committed in time", [
            argument(
              "minutes",
              integerArgument(autoAbortMinutes.least, autoAbortMinutes.most),
              "Minutes",
              [promptLevel(activate(false))],
              { command: { handler: activate(true), ...options } },
            ),
          ]),
          promptLevel(activate(false)),
        ],
        { command: { handler: activate(true), ...options } },
      ),
      word("add", "Download images and predownload them to all access points", [
        word("profile", "Use an image download profile", [
          command("default", "The default profile", add, options),
        ]),
      ]),
      word("auto-abort-timer", "The timer that rolls an uncommitted version back", [
        command("stop", "Stop it; the version stays uncommitted", stopTimer, options),
      ]),
      command("commit", "Commit the activated version", commit, options),
      word("remove", "Remove image files", [
        command("inactive", "Image files that are not in use", remove, options),
      ]),
      word("rollback", "Reload with an earlier version", [
        word("to", "The version to reload with", [
          word("committed", "The committed version", [promptLevel(goBack("rollback", false))], {
            command: { handler: goBack("rollback", true), ...options },
          }),
        ]),
      ]),
    ],
    { privilege: 15 },
  ),
];
