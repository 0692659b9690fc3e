/**
 * `npm run bench -- readiness`: from a pasted listing of 300 access points, with prompts and pager lines, to the report: of
 * the listing alone, and with one second of each image read from our TFTP server and from the independent ones of this
 * machine. The goal is 10 s. By default a check reads five seconds of each image, which takes longer on purpose.
 */
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { readinessReportSchema, readinessVerdictLabels } from "@/lib/contracts/readiness/report";
import { type SampleFile, sampleFiles } from "@/lib/image-store/sample-files";
import { formatBytes } from "@/lib/kit/units";
import { fleetPaste } from "@/lib/testing/fleet-paste";
import { readinessRun } from "@/lib/testing/readiness-run";
import { startOurs, startPeers } from "./contestants";

const GOAL_SECONDS = 10;
const APS = 300;
const FOLDER = "EWC_17_12_1";
/** Near the sizes of real images. */
const SIZES = { familyBytes: 60_000_000, controllerBytes: 100_000_000 };

export async function benchReadiness(): Promise<void> {
  console.log(`${APS} access points, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model})`);
  const scratch = await mkdtemp(path.join(tmpdir(), "bench-readiness-"));
  try {
    const listing = path.join(scratch, "listing.txt");
    await writeFile(listing, fleetPaste(APS));
    await report("listing alone", ["--fleet", listing]);
    const root = path.join(scratch, "root");
    await mkdir(path.join(root, FOLDER), { recursive: true });
    for (const file of sampleFiles("17.12.1", "17.12.1.5", SIZES))
      await writeSample(path.join(root, FOLDER, file.name), file);
    const servers = [await startOurs(root, "system-calls"), ...(await startPeers(root, `${FOLDER}/ap3g3`))];
    for (const { name, address, port, stop } of servers) {
      const server = ["--server", `tftp://${address}:${port}/${FOLDER}`, "--seconds", "1"];
      // That one ends when it is asked for a file that does not exist.
      if (name !== "npm tftp") await report(name, ["--fleet", listing, ...server]);
      await stop();
    }
    console.log(`load of the machine over the last minute: ${loadavg()[0]?.toFixed(1)}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function writeSample(target: string, { pieces }: SampleFile): Promise<void> {
  const file = await open(target, "w");
  for (const piece of pieces()) await file.write(piece);
  await file.close();
}

async function report(name: string, args: string[]): Promise<void> {
  const begin = performance.now();
  const { out, err } = await readinessRun(...args, "--json");
  const seconds = (performance.now() - begin) / 1000;
  if (out === "") throw new Error(`${name}: ${err}`);
  const { apCount, summary, facts } = readinessReportSchema.parse(JSON.parse(out));
  const read = facts.server.known ? `, ${formatBytes(facts.server.value.cost.bytes)} read` : "";
  const missed = seconds > GOAL_SECONDS ? `  goal ${GOAL_SECONDS} s missed` : "";
  console.log(
    `${name.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s: ${readinessVerdictLabels[summary.verdict]}, ${apCount} access points${read}${missed}`,
  );
}
