/**
 * `npm run bench -- start`: how long the packaged console takes from its start until it answers, with an empty data folder
 * and with one that has been used. The goal is 2 s. Needs a build.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConsole } from "../../e2e/support/console";
import { ROOT } from "../support/run.mjs";
import { median } from "./median";

const GOAL_MS = 2000;

export async function benchStart({ quick }: { quick: boolean }): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "bench-start-"));
  try {
    const made = spawnSync(
      process.execPath,
      [join(ROOT, "scripts/package.mjs"), "--prepared", "--no-archive", "--out", work],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    if (made.status !== 0)
      throw new Error("The package could not be made. Run npm start once to build the console.");
    const program = [process.execPath, join(work, readdirSync(work)[0] ?? "", "ewc.mjs")] as const;
    const first: number[] = [];
    const again: number[] = [];
    for (let i = 0; i < (quick ? 3 : 9); i++) {
      let begin = performance.now();
      // Not set up: a sign-in after the start is not part of it.
      const running = await startConsole({ lab: "empty", program, isNotSetUp: true });
      first.push(performance.now() - begin);
      await running.kill();
      begin = performance.now();
      await running.restart();
      again.push(performance.now() - begin);
      await running.close();
    }
    console.log("from the start of the process to the first answer: median, worst");
    for (const [name, times] of [
      ["new data folder", first],
      ["used data folder", again],
    ] as const)
      console.log(
        `${name.padEnd(17)} ${median(times).toFixed(0).padStart(5)} ms  ${Math.max(...times)
          .toFixed(0)
          .padStart(5)} ms  ${median(times) <= GOAL_MS ? "" : `goal ${GOAL_MS} ms missed`}`,
      );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
