/** A folder of small sample images, and the facts of a fleet that needs some of them, for tests of readiness checks. */
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CheckId } from "@/lib/contracts/readiness/check-ids";
import { type ReadinessFacts, readinessFactsSchema } from "@/lib/contracts/readiness/facts";
import { readinessInputSchema } from "@/lib/contracts/readiness/input";
import type { ServerTarget } from "@/lib/contracts/readiness/server-facts";
import { ALL_PARTS, type Checked, checkReadiness } from "@/lib/engine/readiness/check-readiness";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { refusesClosedPort } from "@/lib/servers/closed-port";
import { openSftpReader } from "@/lib/servers/sftp/sftp-reader";
import { sampleTftp } from "@/lib/servers/tftp/tftp-sample";

/** The folder of the images below the root. */
export const FOLDER = "EWC_17_12_1";
export const RELEASE = "17.12.1";

export type ImageRoot = { root: string; folder: string; remove(): Promise<void> };

/** A root that everybody may read, with the images of one release. */
export async function imageRoot(): Promise<ImageRoot> {
  const root = await mkdtemp(path.join(tmpdir(), "readiness-"));
  await chmod(root, 0o755);
  const folder = path.join(root, FOLDER);
  await writeImages(folder, RELEASE);
  return { root, folder, remove: () => rm(root, { recursive: true, force: true }) };
}

export const writeImages = (out: string, release: string, zip = false): Promise<unknown> =>
  writeSampleBundle({ release, out, zip, familyBytes: 120_000, controllerBytes: 150_000 });

const readyFacts = (): ReadinessFacts =>
  readinessFactsSchema.parse(
    JSON.parse(readFileSync(new URL("../readiness/ready-facts.json", import.meta.url), "utf8")),
  );

/** Checks a server for a fleet that is itself ready: what is found is about the server. */
export async function checkServer(
  target: ServerTarget,
  more: { password?: string; pinnedHostKey?: string } = {},
): Promise<Checked> {
  const { fleet, controller, plan } = readyFacts();
  const { protocol: mode, address } = target;
  const input = readinessInputSchema.parse({
    server: null,
    plan: { ...plan, windowMinutes: null },
    probe: { wholeImages: true },
  });
  return await checkReadiness(
    {
      target,
      password: more.password ?? "",
      pinnedHostKey: more.pinnedHostKey ?? null,
      limits: input.probe,
      plan: input.plan,
      // Simulated on this host, so that a loopback address is right for it.
      fleet: { ...fleet, source: "lab" },
      controller: { ...controller, profile: { mode, address, path: target.path, parallelMode: true } },
      parts: ALL_PARTS,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
    { sampleTftp, openSftp: openSftpReader, refusesClosedPort },
    Date.now,
  );
}

/** Checks that warn or fail, each with its finding. */
export const alarms = ({ results }: Pick<Checked, "results">): Record<string, string> =>
  Object.fromEntries(
    results
      .filter(({ verdict }) => verdict === "warning" || verdict === "fails" || verdict === "outage")
      .map(({ id, verdict, finding }) => [id, `${verdict}: ${finding}`] satisfies [CheckId, string]),
  );
