/**
 * `npm run bench -- restconf`: how long RESTCONF takes to answer with the whole `capwap-data` of 6,000 access points
 * (`--quick`: 1,000), and how long the engine's event loop pauses meanwhile. The goal is less than a second. Needs a build.
 */
import { cpus, loadavg } from "node:os";
import { cliClient } from "@/lib/testing/cli-client";
import { labFile, MODEL_MIX, smallLab } from "../../e2e/support/labs";
import { ADMIN_PASSWORD, ADMIN_USER } from "../../e2e/support/signed-in";
import { type MeasuredConsole, startMeasured } from "./measured-console";
import { median } from "./median";

const GOAL_MS = 1000;
const OPER = "Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data";
const START_MS = 180_000;
const authorization = `Basic ${Buffer.from(`${ADMIN_USER}:${ADMIN_PASSWORD}`).toString("base64")}`;

export async function benchRestconf({ quick }: { quick: boolean }): Promise<void> {
  const aps = quick ? 1000 : 6000;
  console.log(`${aps} access points, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model})`);
  const mixes = [{ count: aps - 1, seed: 1, models: MODEL_MIX, running: "17.9.4.27" }];
  const lab = smallLab();
  const running = await startMeasured({
    lab: labFile({ ...lab, aps: (lab.aps ?? []).slice(0, 1), mixes, clockFactor: 1 }),
  });
  try {
    await switchOn(running);
    await untilJoined(running, aps);
    for (const path of ["capwap-data", "predownload-data", "ewlc-wncd-stats"])
      await measure(running, path, quick ? 5 : 15);
    console.log(`load of the machine over the last minute: ${loadavg()[0]?.toFixed(1)}`);
  } finally {
    await running.close();
  }
}

async function switchOn({ cliPort }: MeasuredConsole): Promise<void> {
  const client = await cliClient(cliPort, ADMIN_PASSWORD, ADMIN_USER);
  await client.exec(["configure terminal", "restconf"].join("\n"));
  client.destroy();
}

async function read({ url }: MeasuredConsole, path: string): Promise<string> {
  const answer = await fetch(`${url}/restconf/data/${OPER}/${path}`, { headers: { authorization } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.text();
}

async function untilJoined(running: MeasuredConsole, aps: number): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    if ((await read(running, "ewlc-wncd-stats")).includes(`"num-total":${aps}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("The access points did not join in time.");
}

async function measure(running: MeasuredConsole, path: string, times: number): Promise<void> {
  await running.report("gc");
  const waited: number[] = [];
  let bytes = 0;
  for (let i = 0; i < times; i++) {
    const begin = performance.now();
    bytes = (await read(running, path)).length;
    waited.push(performance.now() - begin);
  }
  const { engine, web } = await running.report();
  const worst = Math.max(...waited);
  console.log(
    `${path.padEnd(17)} ${(bytes / 1e6).toFixed(2)} MB  median ${median(waited).toFixed(0)} ms  worst ${worst.toFixed(0)} ms` +
      `  longest pause: engine ${engine.maxMs.toFixed(0)} ms, web ${web.maxMs.toFixed(0)} ms${worst > GOAL_MS ? `  goal ${GOAL_MS} ms missed` : ""}`,
  );
}
