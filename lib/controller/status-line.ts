/** The Status line of the Software Upgrade page: what is happening and what the operator should do next. */

import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";
import { capitalized, counted } from "@/lib/kit/text";
import { controllerTime } from "@/lib/kit/time-text";
import { modeRules } from "./modes/all-rules";
import type { ImageOrigin } from "./modes/mode-rules";
import { isReady, type Rollback, type Upgrade } from "./upgrade-machine";

/** What the Status line depends on. */
export type StatusFacts = {
  upgrade: Upgrade;
  /** The mode in which the upgrade was started; null without one. */
  mode: DownloadMode | null;
  counters: UpgradeCounters;
  runningVersion: string;
  /** The earliest planned retry, in milliseconds of the controller's clock. */
  nextRetryAt: number | null;
  /** Wall milliseconds at which the controller is expected back; null when it is up. */
  controllerBackAt: number | null;
  now: number;
  /** How many times as fast as wall time the controller's clock runs. */
  clockFactor: number;
  /** A wall time on the controller's clock, in words: `14:02:10 UTC`. */
  timeText(wallAt: number): string;
};

const SERVER: ImageOrigin = {
  place: "on the server",
  name: "the server",
  change: "enter another image path",
};
const originOf = (mode: DownloadMode | null): ImageOrigin =>
  (mode === null ? undefined : modeRules[mode].origin) ?? SERVER;

/** One or more sentences. */
export function statusLine(facts: StatusFacts): string {
  const { upgrade: u, counters: c } = facts;
  const target = u.targetVersion ?? "the new version";
  const origin = originOf(facts.mode);
  switch (u.state) {
    case "none":
      if (u.rolledBack !== null) return rolledBack(u.rolledBack, facts);
      return u.canceledBy === null
        ? `No upgrade in progress. Running ${facts.runningVersion}.`
        : `Canceled by ${u.canceledBy}${u.endedAt === null ? "" : ` at ${facts.timeText(u.endedAt)}`}. Still running ${facts.runningVersion}.`;
    case "controller-download-initiated":
      return `Checking the images ${origin.place}.`;
    case "controller-download-in-progress":
      return `Downloading the controller image from ${origin.name}.`;
    case "controller-download-complete":
      return u.nothingToDo
        ? `${capitalized(origin.name)} has ${target}, which is already running. Nothing was changed. To upgrade, ${origin.change}.`
        : `The controller image of ${target} is downloaded.`;
    case "controller-download-failed":
      return `The controller image could not be downloaded: ${faultAndNextStep(u)}`;
    case "ap-predownload-initiated":
      return `The controller image of ${target} is downloaded. Starting the download of the AP images.`;
    case "ap-predownload-in-progress":
    case "ap-predownload-complete":
      return apProgress(facts);
    case "ap-predownload-unsupported":
    case "ap-predownload-failed":
      return `The AP that hosts the controller has no image of ${target}, so you can't activate: ${faultAndNextStep(u)}`;
    case "controller-predownload-in-progress":
      return `${ofAll(c.completed, c.total, "has", "have")} the image. Copying the controller image to EWC-capable APs: ${grouped(c.completedController)} done, ${grouped(c.predownloadingController)} in progress.`;
    case "controller-predownload-failed":
      return `The controller image could not be copied to any other EWC-capable AP: ${faultAndNextStep(u)}`;
    case "controller-predownload-complete":
      return isReady(u) ? ready(c) : apProgress(facts);
    case "activated":
      return reloading(facts);
    case "activation-failed":
      return `${faultText(u)} APs that already switched to the new image will download ${facts.runningVersion} again.`;
  }
}

/** The fault and its remedy as sentences. */
function faultText(u: Upgrade): string {
  const { fault } = u;
  if (fault === null) return "";
  return [fault.message, fault.remedy].flatMap((s) => (s ? [sentence(s)] : [])).join(" ");
}

/** The fault and its remedy, followed by the next step unless the remedy names it. */
function faultAndNextStep(u: Upgrade): string {
  const text = faultText(u);
  if (text.includes("Save & Download")) return text;
  return `${text} Then choose Save & Download again.`;
}

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
const ofAll = (n: number, total: number, one: string, many: string) =>
  `${grouped(n)} of ${total === 1 ? `1 AP ${one}` : `${grouped(total)} APs ${many}`}`;

function apProgress({ counters: c, nextRetryAt, clockFactor }: StatusFacts): string {
  const parts = [`${ofAll(c.completed, c.total, "has", "have")} the image`];
  if (c.retrying > 0) {
    const next = nextRetryAt === null ? "" : ` (next retry at ${controllerTime(nextRetryAt, clockFactor)})`;
    parts.push(`${counted(c.retrying, "is", "are")} retrying${next}`);
  }
  if (c.failed > 0) parts.push(`${grouped(c.failed)} failed`);
  if (c.unsupported > 0) parts.push(`${counted(c.unsupported, "is", "are")} not supported`);
  return `${parts.join(", ")}.`;
}

function ready(c: UpgradeCounters): string {
  const without = c.total - c.completed;
  const warning =
    without > 0
      ? ` ${counted(without, "AP does", "APs do")} not have the image. Fix the cause and choose Save & Download again, or activate without ${without === 1 ? "it" : "them"}.`
      : "";
  return `Ready to activate: the controller and ${counted(c.total, "AP", "APs")} will reload. Choose Activate.${warning}`;
}

function rolledBack({ by, version, from }: Rollback, facts: StatusFacts): string {
  const { endedAt } = facts.upgrade;
  const when = endedAt === null ? "" : ` at ${facts.timeText(endedAt)}`;
  const done =
    by === null
      ? `Rolled back to ${version}${when}, because ${from} was not committed in time.`
      : `Rolled back from ${from} to ${version} by ${by}${when}.`;
  return facts.controllerBackAt === null ? done : `${done} The controller is reloading.`;
}

function reloading({ upgrade: u, controllerBackAt, now, timeText }: StatusFacts): string {
  const target = u.targetVersion ?? "the new version";
  const { onTarget, total } = u.readBack ?? { onTarget: 0, total: 0 };
  if (controllerBackAt !== null) {
    const seconds = Math.max(0, Math.ceil((controllerBackAt - now) / 1000));
    return `The controller is reloading with ${target}. It is expected back ${seconds === 0 ? "any moment" : `at ${timeText(controllerBackAt)}`}. This page recovers automatically.`;
  }
  if (u.running)
    return `${ofAll(onTarget, total, "runs", "run")} ${target} (read back at join). Waiting for the others.`;
  return onTarget === total
    ? `Done: the controller and all ${counted(total, "AP", "APs")} run ${target} (read back at join).`
    : `Ended: ${ofAll(onTarget, total, "runs", "run")} ${target} (read back at join). The others keep retrying. See the table.`;
}
