/** `install add | activate | commit | remove`: transcripts as the real ones print them, around the same upgrade as the page's. */
import type { Fault } from "@/lib/contracts/fault";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { Action, CommandContext, Outcome } from "../command";
import { command, type Node, word } from "../grammar";
import { installTime, packageVersion } from "../render/layout";
import { startUpgrade, waitForUpgrade } from "./upgrade";

type Operation = "add" | "activate" | "commit" | "remove";
const said: Outcome = { failed: true };
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function start({ ports, print }: CommandContext, operation: Operation): void {
  print(`install_${operation}: START ${installTime(ports.simulatedNow())}`);
}

function succeed({ ports, print }: CommandContext, operation: Operation): Outcome {
  print(`SUCCESS: install_${operation} ${installTime(ports.simulatedNow())}`);
  return undefined;
}

function fail({ ports, print }: CommandContext, operation: Operation, reason: string): Outcome {
  print(` [1] R0 FAILED: ${reason}`);
  print(`FAILED: install_${operation} ${installTime(ports.simulatedNow())}`);
  return said;
}

/** The middle of every transcript. */
function passed({ print }: CommandContext, operation: Operation, finished: string): void {
  const name = capital(operation);
  print(` [1] ${finished}`);
  print(`Checking status of ${name} on [1]`);
  print(`${name}: Passed on [1]`);
  print(`Finished ${name}`);
}

const sentence = (fault: Fault): string =>
  fault.remedy === undefined ? fault.message : `${fault.message} ${fault.remedy}`;

const add: Action = async (context) => {
  const { ports, print, signal } = context;
  start(context, "add");
  print("");
  print("--- Starting Add ---");
  print("Performing Add on all members");
  const started = await startUpgrade(ports);
  if (!started.ok) return fail(context, "add", sentence(started.fault));
  const { upgradeId } = started.value;
  let seen = false;
  const row = await waitForUpgrade(
    ports,
    (now) => {
      seen ||= now.id === upgradeId;
      // Another one's id after ours: ours is over, its row is gone.
      return seen && (now.id !== upgradeId || now.canActivate || !now.running);
    },
    signal,
  );
  if (row === null) {
    print("The operation goes on. Its progress: show install log, show ap image");
    return undefined;
  }
  return added(context, row, upgradeId);
};

function added(context: CommandContext, row: UpgradeRow, upgradeId: string): Outcome {
  if (row.id !== upgradeId || !row.canActivate) {
    return fail(context, "add", row.fault ? sentence(row.fault) : row.status);
  }
  passed(context, "add", "Finished Add package(s) on chassis 1");
  context.print("");
  if (row.targetVersion !== null) context.print(`Image added. Version: ${packageVersion(row.targetVersion)}`);
  return succeed(context, "add");
}

const activate =
  (asks: boolean): Action =>
  async (context) => {
    const { ports, print, ask } = context;
    start(context, "activate");
    const preview = await ports.ask("upgrade.activation-preview", {});
    if (!preview.ok) return fail(context, "activate", sentence(preview.fault));
    const { targetVersion, ready, notReady } = preview.value;
    print("Following packages shall be activated:");
    print(`IMG ${packageVersion(targetVersion)}: the controller and ${ready} access points reload.`);
    for (const ap of notReady) print(`  ${ap.name}: ${ap.reason} ${ap.consequence}`);
    print("");
    const question = "This operation may require a reload of the system. Do you want to proceed? [y/n]";
    if (asks && !(await ask(question, "y/n"))) return fail(context, "activate", "Canceled by the user.");
    print("--- Starting Activate ---");
    print("Performing Activate on all members");
    const answer = await ports.ask("upgrade.activate", {});
    if (!answer.ok) return fail(context, "activate", sentence(answer.fault));
    passed(context, "activate", "Finished Activate on chassis 1");
    return succeed(context, "activate");
  };

const commit: Action = async (context) => {
  const { ports, print } = context;
  start(context, "commit");
  print("--- Starting Commit ---");
  print("Performing Commit on all members");
  const answer = await ports.order({ type: "commit" });
  if (!answer.ok) return fail(context, "commit", sentence(answer.fault));
  passed(context, "commit", "Finished Commit on chassis 1");
  return succeed(context, "commit");
};

const remove: Action = async (context) => {
  const { ports, print } = context;
  start(context, "remove");
  const answer = await ports.order({ type: "remove-inactive" });
  if (!answer.ok) return fail(context, "remove", sentence(answer.fault));
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

const live = { changes: true, live: true };

export const installLines: Node[] = [
  word(
    "install",
    "Install operations",
    [
      word(
        "activate",
        "Reload into the added version",
        [word("prompt-level", "What is asked before", [command("none", "Nothing", activate(false), live)])],
        { run: { action: activate(true), ...live } },
      ),
      word("add", "Fetch the images and give them to all access points", [
        word("profile", "As an image download profile says", [
          command("default", "The one profile", add, live),
        ]),
      ]),
      command("commit", "Keep the activated version", commit, live),
      word("remove", "Remove image files", [command("inactive", "Those that are not in use", remove, live)]),
    ],
    { privilege: 15 },
  ),
];
