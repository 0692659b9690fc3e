/**
 * `npm start`: from a fresh clone to a running console. Installs, generates and builds what is missing or out of date,
 * then runs the server in this same process, so that a signal reaches it directly.
 * `--dev` runs Next's development server instead and restarts it when lib/ changes. `--prepared` skips the preparation.
 */
import "./support/node-version.mjs";
import { spawn } from "node:child_process";
import { followNpm } from "./support/follow-npm.mjs";
import { bin, node, ROOT } from "./support/run.mjs";

const dev = process.argv.includes("--dev");
process.chdir(ROOT);

/** Reads host and port through lib/env.ts. An invalid setting ends the start with its one-line message. */
async function readAddress() {
  const { code, output } = await node(bin.tsx, ["scripts/check-env.ts"], { quiet: true });
  if (code !== 0) {
    console.error(output.trim());
    process.exit(1);
  }
  return JSON.parse(output);
}

async function prepare() {
  const { prepareToRun } = await import("./support/prepare.mjs");
  try {
    await prepareToRun({ withBuild: !dev });
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : cause);
    process.exit(1);
  }
}

followNpm();
if (!process.argv.includes("--prepared")) await prepare();
const { host, port } = await readAddress();

if (dev) {
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  // Our own signal handler closes transfers and the store in order; Next's would end the process earlier (ADR 1).
  process.env.NEXT_MANUAL_SIG_HANDLE = "true";
  const args = [
    "--watch-path=./lib",
    "--watch-preserve-output",
    bin.next,
    "dev",
    "-H",
    host,
    "-p",
    String(port),
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
} else {
  const { startWebServer } = await import("./package/web-server.mjs");
  await startWebServer({ folder: ROOT, host, port });
}
