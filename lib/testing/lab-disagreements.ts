/**
 * Compares everything that is shown of a {@link TestLab} with each other: rows of the table, counters of the page, what
 * the command line prints, what RESTCONF answers, and the logs. All of it has to tell the same story at the same moment.
 */
import { packageVersion } from "@/lib/cli/render/layout";
import { LOG_BUFFER_LINES } from "@/lib/cli/render/show-logging";
import type { ApRow } from "@/lib/contracts/aps";
import { activityText, queueText } from "@/lib/contracts/waiting";
import type { LabFaces } from "./lab-command-line";
import { compareRestconf } from "./restconf-disagreements";
import type { TestLab } from "./simulation-lab";

/** What only the driver of the lab knows. */
export type LabFacts = {
  run(command: string): Promise<string>;
  restconf: LabFaces["restconf"];
  /** Ids of the access points at the start of the run that were not removed from the lab since; null before any run. */
  members: ReadonlySet<string> | null;
};

/** One sentence for each disagreement; none when everything agrees. */
export async function disagreements(lab: TestLab, { run, restconf, members }: LabFacts): Promise<string[]> {
  lab.bus.flush();
  const found: string[] = [];
  const agree = (what: string, shown: unknown, truth: unknown): void => {
    const [a, b] = [JSON.stringify(shown), JSON.stringify(truth)];
    if (a !== b) found.push(`${what}: ${a} is shown, and ${b} elsewhere`);
  };
  const counted = lab.aps().filter(({ id }) => members === null || members.has(id));
  compareCounters(lab, counted, members, agree);
  compareRows(lab, agree);
  compareApImage(lab, await run("show ap image"), agree);
  compareSummary(lab, await run("show ap summary"), agree);
  compareInstall(lab, await run("show install summary"), agree);
  compareProgress(lab, await run("show wireless ewc-ap ap image predownload status"), agree);
  compareImageSummary(lab, await run("show ap image summary"), agree);
  compareLogs(lab, await run("show logging"), await run("show install log"), agree);
  await compareRestconf(lab, restconf, agree);
  return found;
}

type Agree = (what: string, shown: unknown, truth: unknown) => void;

const countOf = (rows: readonly ApRow[], is: (row: ApRow) => boolean) => rows.filter(is).length;
const joinedOf = (lab: TestLab) => lab.aps().filter((ap) => ap.joined);

/** Counters of the page against the rows of the members. */
function compareCounters(
  lab: TestLab,
  counted: readonly ApRow[],
  members: ReadonlySet<string> | null,
  agree: Agree,
): void {
  const { counters: c, state, status, percent, canActivate } = lab.upgrade();
  const sum = c.none + c.initiated + c.predownloading + c.completed + c.unsupported + c.retrying + c.failed;
  agree("sum of the counters", sum, c.total);
  agree("share of the run when it can be activated", canActivate && percent < 100, false);
  // After Activate the counters are those of the moment of Activate, and access points begin anew.
  if (state === "activated" || state === "activation-failed") return;
  agree("members", c.total, members === null ? lab.aps().length : members.size);
  const byStatus = (wanted: ApRow["status"]) => countOf(counted, (ap) => ap.status === wanted);
  agree("counter None", c.none, byStatus("None"));
  agree("counter Initiated", c.initiated, byStatus("Initiated"));
  agree("counter Predownloading", c.predownloading, byStatus("Predownloading"));
  agree("counter Completed", c.completed, byStatus("Complete"));
  agree("counter Not Supported", c.unsupported, byStatus("Unsupported"));
  agree(
    "counter Retrying",
    c.retrying,
    countOf(counted, (ap) => ap.retrying),
  );
  agree("counters Retrying and Failed", c.retrying + c.failed, byStatus("Failed"));
  const has = /^([\d,]+) of ([\d,]+) APs have the image/.exec(status);
  if (has !== null) agree("Status line", [Number(has[1]), Number(has[2])], [c.completed, c.total]);
}

/** Each row with itself and with the rows that it names. */
function compareRows(lab: TestLab, agree: Agree): void {
  const rows = lab.aps();
  const { queue } = lab.upgrade();
  agree(
    "queued access points",
    queue?.count ?? 0,
    countOf(rows, (ap) => ap.waitsForBatch !== null),
  );
  for (const ap of rows) {
    const about = (what: string) => `${what} of ${ap.name}`;
    const { apImage, controllerImage } = ap;
    if (ap.status === "None" && ap.capwapState === "Run") agree(about("percent"), apImage.percent, null);
    if (ap.status === "Complete" && ap.joined) agree(about("percent"), apImage.percent, 100);
    if (ap.nextRetryAt !== null) agree(about("next retry"), ap.retrying, true);
    if (ap.joined && apImage.sizeBytes !== null)
      agree(about("size of the AP image"), apImage.sizeBytes, AP_IMAGE_BYTES);
    if (controllerImage.sizeBytes !== null)
      agree(about("size of the controller image"), controllerImage.sizeBytes, CONTROLLER_IMAGE_BYTES);
    if (ap.waitsForBatch !== null && queue !== null) {
      agree(about("words for its batch"), ap.activity, `Queued for batch ${ap.waitsForBatch}`);
      agree(about("batch"), ap.waitsForBatch >= queue.batch, true);
    }
    if (ap.waitsForAp === null) continue;
    const awaited = rows.find(({ id }) => id === ap.waitsForAp);
    agree(about("awaited access point"), ap.activity.includes(awaited?.name ?? "nobody"), true);
    if (ap.activity.startsWith("Waits for")) agree(about("image master"), awaited?.isImageMaster, true);
  }
}
/** Of the lab's server. */
const CONTROLLER_IMAGE_BYTES = 24_000_000;
const AP_IMAGE_BYTES = 8_388_608;

const rowsBelow = (text: string, rule: number): string[] => {
  const lines = text.split("\n");
  const rules = lines.flatMap((line, i) => (/^-{60,}$/.test(line) ? [i] : []));
  const below = lines.slice((rules[rule] ?? 0) + 1);
  const end = below.indexOf("");
  return end < 0 ? below : below.slice(0, end);
};
const numberAfter = (text: string, label: string): number =>
  Number(new RegExp(`^ *${label} *: (\\d+)`, "m").exec(text)?.[1]);

function compareApImage(lab: TestLab, text: string, agree: Agree): void {
  const joined = joinedOf(lab);
  const rows = rowsBelow(text, 0).map((line) => line.split(/ +/));
  agree("show ap image: total", numberAfter(text, "Total number of APs"), joined.length);
  agree(
    "show ap image: rows",
    rows,
    joined.map((ap) => [
      ap.name,
      ap.primaryVersion,
      ap.backupVersion,
      ap.status,
      ap.predownloadVersion,
      nextRetry(ap),
      String(ap.retryCount),
      ap.method,
    ]),
  );
  const status = (wanted: ApRow["status"]) => countOf(joined, (ap) => ap.status === wanted);
  agree("show ap image: Initiated", numberAfter(text, "Initiated"), status("Initiated"));
  agree("show ap image: Predownloading", numberAfter(text, "Predownloading"), status("Predownloading"));
  agree("show ap image: Completed", numberAfter(text, "Completed predownloading"), status("Complete"));
  agree("show ap image: Not Supported", numberAfter(text, "Not Supported"), status("Unsupported"));
  const failed = countOf(lab.aps(), (ap) => ap.status === "Failed");
  agree("show ap image: Failed", numberAfter(text, "Failed to Predownload"), failed);
}

/** The instant of the row, which the page shows with `UTC` behind it. */
function nextRetry({ nextRetryAt, status }: ApRow): string {
  if (nextRetryAt !== null) return new Date(nextRetryAt).toISOString().slice(11, 19);
  return status === "None" || status === "Unsupported" ? "N/A" : "0";
}

function compareSummary(lab: TestLab, text: string, agree: Agree): void {
  const names = joinedOf(lab).map((ap) => ap.name);
  agree("show ap summary: number", numberAfter(text, "Number of APs"), names.length);
  agree(
    "show ap summary: rows",
    rowsBelow(text, 0).flatMap((line) => (line === "" ? [] : [line.split(" ")[0]])),
    names,
  );
  agree("joined access points of the controller", lab.controller()?.joinedCount, names.length);
}

function compareInstall(lab: TestLab, text: string, agree: Agree): void {
  const packages = [...text.matchAll(/^IMG +([A-Z]) +(\S+)/gm)].map(([, state, version]) => ({
    state,
    version,
  }));
  const { version = "" } = lab.controller() ?? {};
  const running = packages.filter(({ state }) => state === "C" || state === "U");
  agree(
    "show install summary: running",
    running.map((p) => p.version),
    [packageVersion(version)],
  );
  const { canActivate, targetVersion } = lab.upgrade();
  if (!canActivate || targetVersion === null) return;
  agree(
    "show install summary: ready to activate",
    packages.flatMap((p) => (p.state === "I" ? [p.version] : [])),
    [packageVersion(targetVersion)],
  );
}

/** Both images of each access point, apart from each other, and what it waits for. */
function compareProgress(lab: TestLab, text: string, agree: Agree): void {
  const joined = joinedOf(lab);
  const activity = activityOf(lab);
  const isOfController = ({ controllerImage: { state } }: ApRow) =>
    !["none", "complete", "failed", "unsupported", "disjoined"].includes(state);
  const percentOf = ({ percent }: ApRow["apImage"]) => (percent === null ? "-" : `${percent}%`);
  agree("predownload status: total", numberAfter(text, "Total number of APs"), joined.length);
  const { id, percent, queue } = lab.upgrade();
  const shown = /^Predownload progress +: (-|\d+%)/m.exec(text)?.[1];
  agree("predownload status: percent", shown, id === "" ? "-" : `${percent}%`);
  const waiting = /^Waiting to start +: (.*)$/m.exec(text)?.[1];
  agree("predownload status: queue", waiting, queueText(queue, lab.simulated.now()) || "-");
  agree(
    "predownload status: AP images",
    rowsBelow(text, 0).map((line) => cells(line, [0, 44, 60, 69, 82, 128])),
    joined.map((ap) => [
      ap.name,
      ap.status,
      percentOf(ap.apImage),
      String(ap.apImage.bytes),
      String(ap.apImage.sizeBytes ?? "-"),
      isOfController(ap) ? "-" : activity(ap),
    ]),
  );
  agree(
    "predownload status: controller images",
    rowsBelow(text, 1).flatMap((line) => (line === "" ? [] : [cells(line, [0, 60, 69, 82, 119])])),
    joined.flatMap((ap) =>
      ap.controllerImage.state === "none"
        ? []
        : [
            [
              ap.name,
              percentOf(ap.controllerImage),
              String(ap.controllerImage.bytes),
              String(ap.controllerImage.sizeBytes ?? "-"),
              isOfController(ap) ? activity(ap) : "-",
            ],
          ],
    ),
  );
}

/** The cells that begin at these columns; the last one takes the rest of the line. */
const cells = (line: string, columns: readonly number[]): string[] =>
  columns.map((column, i) =>
    i === columns.length - 1 ? line.slice(column) : (line.slice(column).split(" ")[0] ?? ""),
  );

function activityOf(lab: TestLab): (ap: ApRow) => string {
  const rows = new Map(lab.aps().map((ap) => [ap.id, ap]));
  return (ap) =>
    activityText(ap, {
      queue: lab.upgrade().queue,
      now: lab.simulated.now(),
      awaited: rows.get(ap.waitsForAp ?? ""),
    }) || "-";
}

function compareImageSummary(lab: TestLab, text: string, agree: Agree): void {
  const activity = activityOf(lab);
  agree(
    "show ap image summary: rows",
    rowsBelow(text, 0).map((line) => cells(line, [0, 34, 86])),
    joinedOf(lab).map((ap) => [ap.name, ap.status, activity(ap)]),
  );
  const failed = countOf(lab.aps(), (ap) => ap.status === "Failed");
  agree("show ap image summary: Failed", numberAfter(text, "Failed to Predownload"), failed);
}

function compareLogs(lab: TestLab, logging: string, install: string, agree: Agree): void {
  const installed = install.trimEnd().split("\n");
  const { lastLine, joins, lastJoin, missing } = readSyslog(
    lab,
    installed.filter((line) => line.startsWith("*")),
  );
  const shownLast = logging.trimEnd().split("\n").at(-1);
  agree("show logging: last line", shownLast ?? "", lastLine ?? shownLast);
  agree("show install log: lines of the syslog", missing, []);
  agree("syslog: joins", joins, lab.events.filter((type) => type === "ap.joined").length);
  const { state, targetVersion } = lab.upgrade();
  // The buffer shows only so many lines, and access points that cannot join fill it.
  const isWhole = installed.length < LOG_BUFFER_LINES;
  if (targetVersion !== null && state !== "none" && isWhole)
    agree("show install log: controller image", /Completed install add \S+\/\S+/.test(install), true);
  if (state === "controller-download-failed" && isWhole)
    agree("show install log: failure", /Failed to install_add|Error/.test(install), true);
  for (const ap of joinedOf(lab)) {
    const last = lastJoin.get(ap.id);
    if (last !== undefined) agree(`last line of ${ap.name} in the syslog`, last, "Joined");
  }
}

/** What the syslog says, and which of `shown` it lacks. Read once: after a night it has tens of thousands of lines. */
function readSyslog({ lines }: TestLab, shown: readonly string[]) {
  const missing = new Set(shown);
  let lastLine: string | undefined;
  const lastJoin = new Map<string, "Joined" | "Disjoined">();
  let joins = 0;
  for (const { source, text, apId } of lines) {
    if (source !== "syslog") continue;
    lastLine = text;
    missing.delete(text);
    const change = text.endsWith(" Joined") ? "Joined" : text.includes("Disjoined") ? "Disjoined" : null;
    if (change === "Joined") joins++;
    if (change !== null && apId !== null) lastJoin.set(apId, change);
  }
  return { lastLine, joins, lastJoin, missing: [...missing] };
}
