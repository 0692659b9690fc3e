/**
 * The half of a prediction that real servers decide: a few images are read from each, then the reads of a plan are
 * predicted from these rates and done. Our servers, and the independent ones that this machine has.
 */
import { randomBytes } from "node:crypto";
import { chmod, open, readFile } from "node:fs/promises";
import path from "node:path";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { Prediction } from "@/lib/contracts/prediction";
import { predictionInputSchema } from "@/lib/contracts/prediction-input";
import { predictUpgrade } from "@/lib/prediction/predict-upgrade";
import { rateSpread } from "@/lib/prediction/rate-spread";
import { fetchSftp } from "@/lib/servers/sftp/sftp-client";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import { PASSWORD, startSftpRig } from "@/lib/testing/sftp-rig";
import { sshd, startSshd } from "@/lib/testing/sshd-rig";
import { startOurs, startPeers } from "./contestants";

const MEGABYTE = 1_000_000;
const SIZES: Record<string, number> = { [CONTROLLER_IMAGE]: 40, ap1g7: 60, ap1g8: 70, ap3g3: 50 };
/** Read before, for the rate. */
const EARLIER = ["ap3g3", "ap1g7", CONTROLLER_IMAGE];
/** The highest speed of the clock, so that verification takes next to nothing and the wire decides. */
const CLOCK_FACTOR = 600;

type Server = { name: string; read(image: string): Promise<{ ok: boolean }>; stop(): Promise<void> };

export type WireTrial = { name: string; prediction: Prediction; realSeconds: number };

/** Predicts and does the reads of one plan from each server. What is left out is said. */
export async function tryServers(): Promise<WireTrial[]> {
  const rig = await startSftpRig();
  await chmod(rig.scratch, 0o755);
  for (const [name, megabytes] of Object.entries(SIZES))
    await writeRandom(path.join(rig.root, name), megabytes * MEGABYTE);
  const servers = await startServers(rig);
  const trials: WireTrial[] = [];
  for (const server of servers) {
    trials.push(await trial(server));
    await server.stop();
  }
  await rig.stop();
  return trials;
}

async function startServers(rig: Awaited<ReturnType<typeof startSftpRig>>): Promise<Server[]> {
  const tftp = [await startOurs(rig.root, "system-calls"), ...(await startPeers(rig.root, "ap3g3"))];
  const servers = tftp.map(
    ({ name, address, port, windows, stop }): Server => ({
      name: `TFTP: ${name}`,
      read: (image) =>
        fetchTftp({
          server: address,
          port,
          path: image,
          blockSize: 1428,
          windowSize: windows ? 16 : 1,
          timeoutMs: 1000,
          retries: 5,
          sink: () => undefined,
        }),
      stop,
    }),
  );
  const ours = { server: rig.address, port: rig.port, user: "ewc", password: PASSWORD };
  const never = () => Promise.resolve();
  const timeoutMs = 20_000;
  servers.push({
    name: "SFTP: ours",
    read: (image) => fetchSftp({ ...ours, timeoutMs, path: image, sink: () => undefined }),
    stop: never,
  });
  if (sshd === undefined) {
    console.log("left out: sshd is not installed");
    return servers;
  }
  const openssh = await startSshd();
  const privateKey = await readFile(openssh.keyFile, "utf8");
  const theirs = { server: "127.0.0.1", port: openssh.port, user: openssh.user, password: "", privateKey };
  servers.push({
    name: "SFTP: OpenSSH",
    read: (image) =>
      fetchSftp({ ...theirs, timeoutMs, path: path.join(rig.root, image), sink: () => undefined }),
    stop: () => openssh.stop(),
  });
  return servers;
}

async function trial({ name, read }: Server): Promise<WireTrial> {
  const timed = async (image: string): Promise<number> => {
    const startedAt = performance.now();
    const { ok } = await read(image);
    if (!ok) throw new Error(`${name}: ${image} could not be read.`);
    return (performance.now() - startedAt) / 1000;
  };
  const rates: number[] = [];
  for (const image of EARLIER) rates.push(((SIZES[image] ?? 0) * MEGABYTE) / (await timed(image)));
  const images = Object.entries(SIZES).map(([image, megabytes]) => ({
    image,
    sizeBytes: megabytes * MEGABYTE,
    wire: { bytesPerSecond: rateSpread(rates), openMs: 0, basis: "measured" },
  }));
  const families = images.filter(({ image }) => image !== CONTROLLER_IMAGE);
  const prediction = await predictUpgrade(
    predictionInputSchema.parse({
      clockFactor: CLOCK_FACTOR,
      fetcher: "image-masters",
      parallelMode: false,
      controllerImage: images.find(({ image }) => image === CONTROLLER_IMAGE),
      images: families,
      aps: families.map(({ image }) => ({ name: `master of ${image}`, image })),
      capwap: { rttMs: { low: 1, likely: 1, high: 1 }, basis: "set" },
    }),
  );
  let realSeconds = 0;
  for (const { image } of images) realSeconds += await timed(image);
  return { name, prediction, realSeconds };
}

/** One line of the report. */
export function trialText({ name, prediction: { ready }, realSeconds }: WireTrial): string {
  const isInside = ready.best <= realSeconds && realSeconds <= ready.worst;
  const off = Math.abs(ready.likely - realSeconds) / realSeconds;
  return `${name.padEnd(20)} likely ${ready.likely.toFixed(2)} s, ${ready.best.toFixed(2)} to ${ready.worst.toFixed(2)}; took ${realSeconds.toFixed(2)} s: ${isInside ? "inside" : "OUTSIDE"}, likely off by ${(off * 100).toFixed(0)}%`;
}

async function writeRandom(file: string, bytes: number): Promise<void> {
  const handle = await open(file, "w");
  for (let left = bytes; left > 0; left -= MEGABYTE)
    await handle.write(randomBytes(Math.min(left, MEGABYTE)));
  await handle.close();
}
