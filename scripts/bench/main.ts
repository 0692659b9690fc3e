/**
 * `npm run bench -- [tftp|sftp|page|fleet|lighthouse|tasks|start|prediction|readiness|restconf] [--quick]`: compares our
 * servers with independent ones, the page and the fleet with a small fleet, and every page with its goals; `tasks` counts
 * what an operator does, `start` times the start of a package, `prediction` compares predicted upgrades with what they take,
 * `readiness` times the report on a pasted listing, and `restconf` measures its answers with a large fleet. `tftp` measures
 * only some rows with `--only=windows,many`.
 */
import { benchFleet } from "./fleet";
import { benchLighthouse } from "./lighthouse";
import { benchPage } from "./page";
import { benchPrediction } from "./prediction";
import { benchReadiness } from "./readiness";
import { benchRestconf } from "./restconf";
import { benchSftp } from "./sftp";
import { benchStart } from "./start";
import { benchTasks } from "./tasks";
import { benchTftp } from "./tftp";

const suites = new Map<string, (asked: { quick: boolean; only: string[] }) => Promise<void>>([
  ["tftp", benchTftp],
  ["sftp", benchSftp],
  ["page", benchPage],
  ["fleet", benchFleet],
  ["lighthouse", benchLighthouse],
  ["tasks", benchTasks],
  ["start", benchStart],
  ["prediction", benchPrediction],
  ["readiness", benchReadiness],
  ["restconf", benchRestconf],
]);
const given = process.argv.slice(2);
const flags = given.filter((word) => word.startsWith("--"));
const name = given.find((word) => !word.startsWith("--")) ?? "tftp";
const suite = suites.get(name);
if (suite) {
  const only = flags.find((flag) => flag.startsWith("--only="))?.slice("--only=".length);
  await suite({ quick: flags.includes("--quick"), only: only?.split(",") ?? [] });
} else {
  console.error(`usage: npm run bench -- ${[...suites.keys()].join("|")} [--quick] [--only=row,...]`);
  process.exitCode = 2;
}
