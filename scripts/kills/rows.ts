/** Compares rows with each other, and with the command line: what is shown must be one story. */
import type { ApRow } from "@/lib/contracts/aps";
import { isOpen } from "@/lib/contracts/runs";
import { cliClient } from "@/lib/testing/cli-client";
import { ADMIN_PASSWORD, ADMIN_USER } from "../../e2e/support/signed-in";
import { became, type Problem, type Target, untrue } from "./target";

/** Rows that belong together may arrive one after the other. What is untrue for longer stays so. */
const AGREE_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 20;
/** The command line is compared with all rows from the moment before it to a moment after, because rows arrive later. */
const CLI_TRIES = 5;
const ROWS_LATER_MS = 2000;

/** @returns what does not agree, however long one waits */
export async function untrueRows(target: Target): Promise<Problem[]> {
  let found: string[] = [];
  await became(() => {
    found = disagreements(target);
    return found.length === 0;
  }, AGREE_WITHIN_MS);
  return found.map(untrue);
}

function disagreements(target: Target): string[] {
  return [
    ...counters(target),
    ...accessPoints(target),
    ...runs(target),
    ...transfers(target),
    ...imports(target),
  ];
}

function counters(target: Target): string[] {
  const { counters: c, state } = target.upgrade;
  const rows = target.rows("aps");
  const found: string[] = [];
  const agree = (name: string, shown: number, counted: number) => {
    if (shown !== counted)
      found.push(`the upgrade counts ${shown} ${name}, and the access points are ${counted}`);
  };
  const sum = c.none + c.initiated + c.predownloading + c.completed + c.unsupported + c.retrying + c.failed;
  agree("in all", sum, c.total);
  agree("members", c.total, rows.length);
  // After Activate the counters are those of the moment of Activate, and access points begin anew.
  if (state === "activated" || state === "activation-failed") return found;
  const of = (status: ApRow["status"]) => rows.filter((ap) => ap.status === status).length;
  agree("None", c.none, of("None"));
  agree("Initiated", c.initiated, of("Initiated"));
  agree("Predownloading", c.predownloading, of("Predownloading"));
  agree("Completed", c.completed, of("Complete"));
  agree("Not Supported", c.unsupported, of("Unsupported"));
  agree("Retrying", c.retrying, rows.filter((ap) => ap.retrying).length);
  agree("Retrying and Failed", c.retrying + c.failed, of("Failed"));
  return found;
}

function accessPoints(target: Target): string[] {
  const { targetVersion, state } = target.upgrade;
  return target.rows("aps").flatMap((ap) => {
    const { name, status, predownloadVersion, primaryVersion, backupVersion, apImage, joined } = ap;
    const found: string[] = [];
    if (status === "Complete" && ![primaryVersion, backupVersion].includes(predownloadVersion))
      found.push(`${name} is Complete without ${predownloadVersion}`);
    if (status === "Complete" && state.startsWith("ap-") && predownloadVersion !== targetVersion)
      found.push(`${name} is Complete with ${predownloadVersion}, and the upgrade is to ${targetVersion}`);
    if (status === "Complete" && joined && apImage.percent !== 100)
      found.push(`${name} is Complete at ${apImage.percent}%`);
    return found;
  });
}

/** At most one run is open: that of the present upgrade. */
function runs(target: Target): string[] {
  const { id } = target.upgrade;
  return target
    .rows("runs")
    .filter((run) => isOpen(run) && run.upgradeId !== id)
    .map((run) => `run ${run.number} is ${run.outcome}, and its upgrade is not the present one`);
}

function transfers(target: Target): string[] {
  return target.rows("transfers").flatMap((row) => {
    const isRunning = row.outcome === "running";
    if (isRunning && row.startedAt < target.startedAt)
      return [`the transfer of ${row.path} is running since before the restart`];
    return isRunning === (row.endedAt === null)
      ? []
      : [`the transfer of ${row.path} is ${row.outcome} and ended at ${row.endedAt}`];
  });
}

/** Whoever calls this has no upload under way. */
function imports(target: Target): string[] {
  return target
    .rows("imports")
    .filter(({ endedAt }) => endedAt === null)
    .map(({ name, phase }) => `the import of ${name} is ${phase} and does not end`);
}

/** Compares `show ap image summary` with the rows. The command line is away while the controller reloads. */
export async function untrueListing(target: Target): Promise<Problem[]> {
  let found: string[] = [];
  for (let tries = 0; tries < CLI_TRIES; tries++) {
    if (target.controller.state !== "up") return [];
    const seen = new Set<string>();
    const look = () => seen.add(listed(target));
    look();
    const looking = setInterval(look, LOOK_EVERY_MS);
    const text = await listing(target).catch((cause: unknown) => {
      found = [`the command line does not answer: ${cause instanceof Error ? cause.message : String(cause)}`];
      return null;
    });
    const shown = text === null ? null : joinedIn(text);
    const isSeen = shown !== null && (await became(() => seen.has(shown), ROWS_LATER_MS));
    clearInterval(looking);
    if (isSeen) return [];
    if (shown === null) continue;
    found = [`show ap image summary lists ${shown}, and the rows are ${listed(target)}`];
  }
  return found.map(untrue);
}

const ROW = /^(\S+) +(None|Initiated|Predownloading|Complete|Failed|Unsupported)\b/gm;
const joinedIn = (text: string): string =>
  [...text.slice(text.lastIndexOf("-----")).matchAll(ROW)]
    .map(([, name, status]) => `${name} ${status}`)
    .sort()
    .join(", ");

const listed = (target: Target): string =>
  target
    .rows("aps")
    .flatMap((ap) => (ap.joined ? [`${ap.name} ${ap.status}`] : []))
    .sort()
    .join(", ");

async function listing(target: Target): Promise<string> {
  const client = await cliClient(target.app.cliPort, ADMIN_PASSWORD, ADMIN_USER);
  try {
    return (await client.exec("show ap image summary")).text;
  } finally {
    client.destroy();
  }
}
