/**
 * `npm run bench -- [tftp|sftp|page|fleet|lighthouse|tasks|start|prediction|readiness|restconf] [--quick]`: compares our
 * servers with independent ones, the page and the fleet with a small fleet, and every page with its goals; `tasks` counts
 * what an operator does, `start` times the start of a package, `prediction` compares predicted upgrades with what they take,
 * `readiness` times the report on a pasted listing, and `restconf` measures its answers with a large fleet. `tftp` measures
 * only some rows with `--only windows,many`.
 */
import { parseArgs } from "node:util";
import { benchFleet } from "./fleet";
import { benchLighthouse, LIGHTHOUSE_PARTS } from "./lighthouse";
import { benchPage } from "./page";
import { benchPrediction } from "./prediction";
import { benchReadiness } from "./readiness";
import { benchRestconf } from "./restconf";
import { benchSftp } from "./sftp";
import { benchStart } from "./start";
import { benchTasks } from "./tasks";
import { benchTftp, TFTP_ROWS } from "./tftp";

type Suite = {
  /** What `--only` can select. */
  rows?: readonly string[];
  run(asked: { quick: boolean; only: string[] }): Promise<void>;
};

const suites: Readonly<Record<string, Suite>> = {
  tftp: { rows: TFTP_ROWS, run: benchTftp },
  sftp: { run: benchSftp },
  page: { run: benchPage },
  fleet: { run: benchFleet },
  lighthouse: { rows: LIGHTHOUSE_PARTS, run: benchLighthouse },
  tasks: { run: benchTasks },
  start: { run: benchStart },
  prediction: { run: benchPrediction },
  readiness: { run: benchReadiness },
  restconf: { run: benchRestconf },
};

/** @throws Error that says what is wrong with the arguments */
function asked(): () => Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
  });
  const [name = "tftp", ...more] = positionals;
  const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (suite === undefined || more.length > 0)
    throw new Error(`There is no bench "${[name, ...more].join(" ")}".`);
  const only = values.only?.split(",") ?? [];
  const unknown = only.find((row) => !suite.rows?.includes(row));
  if (unknown !== undefined) {
    const known = suite.rows ? `There are: ${suite.rows.join(", ")}.` : "It has no parts.";
    throw new Error(`The bench ${name} has no part "${unknown}". ${known}`);
  }
  return () => suite.run({ quick: values.quick, only });
}

let run: () => Promise<void>;
try {
  run = asked();
} catch (wrong) {
  console.error((wrong as Error).message);
  console.error(`usage: npm run bench -- ${Object.keys(suites).join("|")} [--quick] [--only row,...]`);
  process.exit(2);
}
await run();
