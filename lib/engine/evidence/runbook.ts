/**
 * The runbook of an upgrade, made of a profile and the fleet: what to do, on which page and on the command line, what must
 * be true afterwards, where somebody decides, and the way back. Facts in, steps out.
 */

import { packageVersion } from "@/lib/cli/render/layout";
import { storedProfileCommands } from "@/lib/cli/render/profile-commands";
import { counterLine } from "@/lib/cli/render/show-ap-image";
import { showInstallList } from "@/lib/cli/render/show-install";
import type { ApRow } from "@/lib/contracts/aps";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { ImageFile } from "@/lib/contracts/images";
import { effectiveUrl, type Profile } from "@/lib/contracts/profile";
import { profileFacts } from "@/lib/contracts/profile-facts";
import type { Runbook, RunbookStep } from "@/lib/contracts/runbook";
import { autoAbortMinutes } from "@/lib/contracts/upgrade";
import { compareNames } from "@/lib/kit/name-order";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";

export type RunbookFacts = {
  controller: { name: string; version: string };
  profile: Profile;
  /** Null when only the server knows it. */
  targetVersion: string | null;
  aps: readonly ApRow[];
  /** The files of the image set, when the server is ours; null otherwise. */
  files: readonly ImageFile[] | null;
  notes: readonly string[];
};

/** Stands for a version that only the image server knows. */
const NEW_VERSION = "<new version>";
const MANY_APS = 100;

export function runbook(facts: RunbookFacts): Runbook {
  const { controller, profile, targetVersion, aps } = facts;
  return {
    fromVersion: controller.version,
    targetVersion,
    controller: controller.name,
    profile: profileFacts(profile),
    fleet: fleetOf(aps),
    joined: aps.filter(({ joined }) => joined).length,
    notes: notesOf(facts),
    sections: [
      { title: "Before the window", steps: [presentState(facts), backUp(), images(facts)] },
      {
        title: "In the window",
        steps: [download(facts), watch(facts), activate(facts), readBack(facts), commit(facts)],
      },
      { title: "Rollback", steps: [cancelStep(facts), rollBack(facts), goBackLater(facts)] },
      { title: "Afterwards", steps: [evidence()] },
    ],
  };
}

const step = (title: string, parts: Partial<RunbookStep>): RunbookStep => ({
  title,
  actions: [],
  page: null,
  lines: [],
  output: [],
  expected: [],
  decision: null,
  ...parts,
});

const target = ({ targetVersion }: RunbookFacts): string => targetVersion ?? NEW_VERSION;
const packageOf = (version: string): string => (version === NEW_VERSION ? version : packageVersion(version));
const joinedOf = ({ aps }: RunbookFacts): ApRow[] => aps.filter(({ joined }) => joined);
/** Those that get an image: joined, of a known model. */
const takingPart = (facts: RunbookFacts): ApRow[] => joinedOf(facts).filter(({ family }) => family !== null);

function fleetOf(aps: readonly ApRow[]): Runbook["fleet"] {
  const families = new Map<string, { aps: number; models: Set<string> }>();
  for (const { family, model } of aps) {
    const found = families.get(family ?? "unknown") ?? { aps: 0, models: new Set() };
    found.aps++;
    found.models.add(model);
    families.set(family ?? "unknown", found);
  }
  return [...families]
    .sort(([one], [other]) => compareNames(one, other))
    .map(([family, found]) => ({ family, aps: found.aps, models: [...found.models].sort() }));
}

function notesOf(facts: RunbookFacts): string[] {
  const { aps, notes, targetVersion, controller } = facts;
  const away = aps.filter(({ joined }) => !joined);
  const unknown = aps.filter(({ family }) => family === null);
  const held = aps.filter(({ backupVersion }) => targetVersion !== null && backupVersion === targetVersion);
  const named = (found: readonly ApRow[]) =>
    `${found
      .slice(0, 5)
      .map(({ name }) => name)
      .join(", ")}${found.length > 5 ? ` and ${grouped(found.length - 5)} more` : ""}`;
  return [
    ...notes,
    ...(targetVersion === null
      ? [`The new version is known only to the image server. ${NEW_VERSION} stands for it below.`]
      : []),
    ...(targetVersion === controller.version
      ? [`The images have version ${targetVersion}, which the controller already runs.`]
      : []),
    ...(away.length > 0
      ? [
          `${counted(away.length, "access point")} not joined now: ${named(away)}. They get no image, and still have the old version when they join.`,
        ]
      : []),
    ...(unknown.length > 0
      ? [`${counted(unknown.length, "access point")} of unknown models get no image: ${named(unknown)}.`]
      : []),
    ...(held.length > 0
      ? [
          `${counted(held.length, "access point")} already ${held.length === 1 ? "has" : "have"} the new image and ${held.length === 1 ? "downloads" : "download"} nothing.`,
        ]
      : []),
    ...(aps.length > MANY_APS
      ? [`${counted(aps.length, "access point")} exceed the limit of ${MANY_APS} for an embedded controller.`]
      : []),
  ];
}

function presentState(facts: RunbookFacts): RunbookStep {
  const { version } = facts.controller;
  return step("Record the current state", {
    page: "access-points",
    actions: ["Export or print the list of access points.", "Save the output of the commands below."],
    lines: ["show version", "show install summary", "show ap summary", "show ap image"],
    output: [`IMG   C    ${packageVersion(version)}`, `Total number of APs  : ${joinedOf(facts).length}`],
    expected: [
      `The controller runs ${version}, and the version is committed (state C).`,
      `${counted(joinedOf(facts).length, "access point")} joined.`,
    ],
    decision: {
      question: "Are all access points that need the upgrade joined, and is the running version committed?",
      otherwise:
        "Find out why before you continue. An access point that is not joined gets no image, and has to download it later.",
    },
  });
}

const backUp = (): RunbookStep =>
  step("Save the configuration", {
    page: "command-line",
    actions: ["Save the configuration, and keep a copy of it outside the controller."],
    lines: ["write memory", "show running-config"],
    output: ["[OK]"],
  });

function images(facts: RunbookFacts): RunbookStep {
  const { profile, files } = facts;
  const families = new Set(takingPart(facts).flatMap(({ family }) => (family === null ? [] : [family])));
  const names = [...[...families].sort(), CONTROLLER_IMAGE];
  const fact = (name: string) => {
    const file = files?.find(
      ({ path, family, kind }) => path === name || (kind === "ap-image" && family === name),
    );
    if (file === undefined) return files === null ? "" : " (missing now)";
    return ` (${formatBytes(file.sizeBytes)}, SHA-512 ${file.sha512 ?? "not computed yet"})`;
  };
  return step("Check the images", {
    page: "software-upgrade",
    actions: [
      "Choose Save & Download. The preview checks each image on the server. Nothing starts until you confirm it.",
    ],
    expected: names.map((name) => `${effectiveUrl(profile, name)}${fact(name)}`),
    decision: {
      question: "Does the preview find every image?",
      otherwise:
        "Stop here. Put the missing images on the server, or correct the server, path or password, and check again.",
    },
  });
}

function download(facts: RunbookFacts): RunbookStep {
  return step("Start the download", {
    page: "software-upgrade",
    actions: ["Choose Save & Download, then confirm the preview."],
    lines: storedProfileCommands(facts.profile),
    output: [`Image added. Version: ${packageOf(target(facts))}`, "SUCCESS: install_add"],
    expected: [
      "A new numbered run starts. Clients stay connected: the access points only download the image.",
    ],
  });
}

function watch(facts: RunbookFacts): RunbookStep {
  return step("Wait until every access point has its image", {
    page: "software-upgrade",
    actions: ["Watch the table. If an access point fails, choose Why? beside it to see what to do."],
    lines: ["show ap image", "show ap image summary", "show wireless ewc-ap predownload status"],
    output: [
      counterLine("Completed predownloading", takingPart(facts).length),
      counterLine("Failed to Predownload", 0),
      counterLine("Predownload in progress", "No"),
    ],
    expected: ["The status shows that the new version can be activated."],
    decision: {
      question: "Go or no-go: does every access point have its image?",
      otherwise:
        "Retry the access points that failed. An access point without the image at Activate must download it when it joins, without serving clients, or comes back with the old version.",
    },
  });
}

function activate(facts: RunbookFacts): RunbookStep {
  return step("Activate", {
    page: "software-upgrade",
    actions: [
      "Choose Activate. The dialog shows how long service will be interrupted.",
      "If you activate on the command line, the version stays uncommitted until you commit it.",
    ],
    lines: ["install activate"],
    output: [
      "This operation may require a reload of the system. Do you want to proceed? [y/n]",
      "SUCCESS: install_activate",
    ],
    expected: [
      `The controller and ${counted(takingPart(facts).length, "access point")} reload. Service is interrupted.`,
    ],
  });
}

function readBack(facts: RunbookFacts): RunbookStep {
  return step("Verify the versions", {
    page: "runs",
    actions: [
      "Open the run. Its change record shows the version of each access point before and after the upgrade.",
    ],
    lines: ["show version", "show ap summary", "show ap image"],
    output: [`Total number of APs  : ${joinedOf(facts).length}`],
    expected: [
      `The controller and ${counted(takingPart(facts).length, "access point")} run ${target(facts)}.`,
      "Clients can connect, and your critical services work.",
    ],
    decision: {
      question: `Keep ${target(facts)}? After ${autoAbortMinutes.standard} minutes without a commit, the controller rolls back automatically.`,
      otherwise: "Roll back, as described under Rollback.",
    },
  });
}

function commit(facts: RunbookFacts): RunbookStep {
  const { targetVersion } = facts;
  const committed =
    targetVersion === null
      ? [`IMG   C    ${NEW_VERSION}`]
      : showInstallList("committed", {
          version: targetVersion,
          committed: true,
          committedVersion: targetVersion,
          inactiveVersion: null,
          rollbackInMs: null,
        }).filter((line) => line.startsWith("IMG"));
  return step("Commit", {
    page: "software-upgrade",
    actions: [
      "Choose Commit, unless you set Activate to commit automatically after all access points rejoin.",
    ],
    lines: ["install commit", "show install committed", "write memory"],
    output: ["SUCCESS: install_commit", ...committed],
    expected: ["The auto-abort timer has stopped."],
  });
}

const cancelStep = ({ controller }: RunbookFacts): RunbookStep =>
  step("Before Activate: cancel", {
    page: "software-upgrade",
    actions: ["Choose Cancel. Service is not interrupted. The downloaded images are discarded."],
    lines: ["ap image predownload abort", "install remove inactive"],
    expected: [`Everything still runs ${controller.version}.`],
  });

const rollBack = ({ controller }: RunbookFacts): RunbookStep =>
  step("After Activate, before the commit: roll back", {
    page: "command-line",
    actions: ["Roll back to the committed version. The controller and the access points reload again."],
    lines: ["install rollback to committed", "show install summary"],
    output: ["install_rollback: Rolling back to committed", "SUCCESS: install_rollback"],
    expected: [
      `The controller and the access points run ${controller.version} again.`,
      `Without a commit, the rollback happens automatically after ${autoAbortMinutes.standard} minutes.`,
    ],
  });

const goBackLater = ({ controller }: RunbookFacts): RunbookStep =>
  step("After the commit: upgrade to the old version", {
    page: "software-upgrade",
    actions: [
      `Repeat this runbook with the images of ${controller.version}. Keep these images on the server until you are sure that you no longer need them.`,
    ],
  });

const evidence = (): RunbookStep =>
  step("Keep the evidence", {
    page: "runs",
    actions: [
      "Open the run, print its change record, and attach it to the change request.",
      "Download the evidence: a signed archive with the change record, the logs and the recording.",
    ],
  });
