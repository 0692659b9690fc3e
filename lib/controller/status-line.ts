/** The Status line of the page: what is happening and what the operator should do next (spec 30, state table). */
import type { UpgradeCounters } from "@/lib/contracts/upgrade";
import { clockTime } from "./syslog-lines";
import { isReady, type Upgrade } from "./upgrade-machine";

export type StatusFacts = {
  upgrade: Upgrade;
  counters: UpgradeCounters;
  runningVersion: string;
  /** Wall milliseconds of the earliest planned retry. */
  nextRetryAt: number | null;
  /** Wall milliseconds at which the controller is expected back; null when it is up. */
  controllerBackAt: number | null;
  now: number;
};

export function statusLine(facts: StatusFacts): string {
  const { upgrade: u, counters: c } = facts;
  const target = u.targetVersion ?? "the new version";
  switch (u.state) {
    case "none":
      return `${u.canceledBy === null ? "" : `${u.canceledBy} canceled the upgrade. `}No upgrade in progress. Running ${facts.runningVersion}.`;
    case "controller-download-initiated":
      return "Reading what is on the server.";
    case "controller-download-in-progress":
      return "The controller fetches its image from the server.";
    case "controller-download-complete":
      return u.nothingToDo
        ? `The server holds ${target}, which already runs. Nothing was changed; give another path to upgrade.`
        : `The controller has its image of ${target}.`;
    case "controller-download-failed":
      return `The controller image could not be fetched: ${again(u)}`;
    case "ap-predownload-initiated":
      return `The controller has its image of ${target}. The access points begin to fetch theirs.`;
    case "ap-predownload-in-progress":
    case "ap-predownload-complete":
      return apProgress(facts);
    case "ap-predownload-unsupported":
    case "ap-predownload-failed":
      return `The controller's own access point has no image of ${target}, so nothing can be activated: ${again(u)}`;
    case "controller-predownload-in-progress":
      return `${c.completed} of ${c.total} APs have the image. The controller image goes to the other EWC-capable APs: ${c.completedController} have it, ${c.predownloadingController} receive it.`;
    case "controller-predownload-failed":
      return `No other EWC-capable AP received the controller image: ${again(u)}`;
    case "controller-predownload-complete":
      return isReady(u) ? ready(c) : apProgress(facts);
    case "activated":
      return reloading(facts);
    case "activation-failed":
      return `${said(u)} The access points that swapped will download ${facts.runningVersion} again.`;
  }
}

/** The fault and its remedy as sentences. */
function said(u: Upgrade): string {
  const { fault } = u;
  if (fault === null) return "";
  return [fault.message, fault.remedy].flatMap((s) => (s ? [sentence(s)] : [])).join(" ");
}

/** The same, ended by what to do next where the remedy does not say it. */
function again(u: Upgrade): string {
  const text = said(u);
  if (text.includes("Save & Download")) return text;
  return `${text} Then choose Save & Download again.`;
}

const sentence = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);
const plural = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

function apProgress({ counters: c, nextRetryAt }: StatusFacts): string {
  const parts = [`${c.completed} of ${c.total} APs have the image`];
  if (c.retrying > 0) {
    const next = nextRetryAt === null ? "" : ` (next try ${clockTime(nextRetryAt)})`;
    parts.push(`${plural(c.retrying, "is", "are")} retrying${next}`);
  }
  if (c.failed > 0) parts.push(`${c.failed} failed`);
  if (c.unsupported > 0) parts.push(`${plural(c.unsupported, "is", "are")} not supported`);
  return `${parts.join(", ")}.`;
}

function ready(c: UpgradeCounters): string {
  const without = c.total - c.completed;
  const warning =
    without > 0
      ? ` ${plural(without, "AP does", "APs do")} not have the image; repair the cause and choose Save & Download again, or go on without ${without === 1 ? "it" : "them"}.`
      : "";
  return `Ready to activate: the controller and ${plural(c.total, "AP", "APs")} will reload. Choose Activate.${warning}`;
}

function reloading({ upgrade: u, controllerBackAt, now }: StatusFacts): string {
  const target = u.targetVersion ?? "the new version";
  const { onTarget, total } = u.readBack ?? { onTarget: 0, total: 0 };
  if (controllerBackAt !== null) {
    const seconds = Math.max(0, Math.ceil((controllerBackAt - now) / 1000));
    return `The controller reloads with ${target}; it is expected back ${seconds === 0 ? "now" : `at ${clockTime(controllerBackAt)}`}. Wait: this page recovers by itself.`;
  }
  if (u.running)
    return `${onTarget} of ${total} APs run ${target}, as read back at join. The others are on their way.`;
  return onTarget === total
    ? `Done: the controller and all ${total} APs run ${target}, as read back at join.`
    : `Ended: ${onTarget} of ${total} APs run ${target}, as read back at join. See the table for the others; they go on trying by themselves.`;
}
