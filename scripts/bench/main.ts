/**
 * `npm run bench -- [tftp|sftp|page|fleet] [--quick]`: compares our servers with independent ones, and the page and the
 * fleet with a small fleet.
 */
import { benchFleet } from "./fleet";
import { benchPage } from "./page";
import { benchSftp } from "./sftp";
import { benchTftp } from "./tftp";

const suites = new Map([
  ["tftp", benchTftp],
  ["sftp", benchSftp],
  ["page", benchPage],
  ["fleet", benchFleet],
]);
const given = process.argv.slice(2);
const flags = given.filter((word) => word.startsWith("--"));
const name = given.find((word) => !word.startsWith("--")) ?? "tftp";
const suite = suites.get(name);
if (suite) {
  await suite({ quick: flags.includes("--quick") });
} else {
  console.error(`usage: npm run bench -- ${[...suites.keys()].join("|")} [--quick]`);
  process.exitCode = 2;
}
