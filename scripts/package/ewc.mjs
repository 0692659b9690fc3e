#!/usr/bin/env node
/**
 * The program of a package: `node ewc.mjs` starts the console, `node ewc.mjs --help` says the rest. It needs the files
 * beside it and Node.js, nothing else. It is copied into the package as it is.
 */
import { readFileSync } from "node:fs";
import { get as getPlain } from "node:http";
import { get as getSecure } from "node:https";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { platformFault, thisPlatform } from "./platform.mjs";

const FOLDER = dirname(fileURLToPath(import.meta.url));
const HEALTH_TIMEOUT_MS = 5000;
const HELP = `EWC Upgrade Console

  node ewc.mjs [start]         starts the console; settings are environment variables (see DEPLOY.md)
  node ewc.mjs backup TARGET   copies the data folder, while the console runs or not
  node ewc.mjs import SOURCE   imports an image bundle
  node ewc.mjs audit-verify    checks the audit log, while the console runs or not
  node ewc.mjs readiness       checks an image server and a listing before an upgrade
  node ewc.mjs health          exits with 0 when the running console is ready, else with 1
  node ewc.mjs --version       the version of the package

backup, import, audit-verify and readiness have a --help of their own.
`;

const readJson = (name) => JSON.parse(readFileSync(resolve(FOLDER, name), "utf8"));

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Relative paths are those of the folder that the command was given in, not of the package: that is replaced at an upgrade. */
function resolvePaths() {
  process.env.DATA_DIR = resolve(process.env.DATA_DIR || "data");
  const lab = process.env.LAB;
  if (lab && lab !== "demo" && lab !== "empty") process.env.LAB = resolve(lab);
  for (const name of ["TLS_CERT", "TLS_KEY"])
    if (process.env[name]) process.env[name] = resolve(process.env[name]);
}

/** The console's own settings; an invalid one ends the program with one line. */
async function readSettings() {
  const { readEnv } = await import("./commands/env.mjs");
  try {
    return readEnv();
  } catch (cause) {
    return fail(`Cannot start: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

async function start() {
  resolvePaths();
  const { host, port } = await readSettings();
  process.chdir(FOLDER);
  const { startWebServer } = await import("./commands/web-server.mjs");
  await startWebServer({ folder: FOLDER, config: readJson("next-config.json"), host, port });
}

/** The address at which this host reaches a console that listens on `host`. */
const ownAddress = (host) => ({ "0.0.0.0": "127.0.0.1", "::": "::1" })[host] ?? host;

async function health() {
  const { host, port, tls } = await readSettings();
  const address = ownAddress(host);
  const authority = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const url = `${tls === null ? "http" : "https"}://${authority}`;
  try {
    const { status, text } = await ask(`${url}/api/health/ready`);
    process.stdout.write(`${text}\n`);
    process.exitCode = status === 200 ? 0 : 1;
  } catch (cause) {
    fail(`No answer from ${url}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** The certificate is not verified: the question has no secret, and its name is seldom that of this address. */
const ask = (url) =>
  new Promise((answer, reject) => {
    const get = url.startsWith("https:") ? getSecure : getPlain;
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS);
    get(url, { rejectUnauthorized: false, signal }, async (response) => {
      try {
        let text = "";
        for await (const piece of response) text += piece;
        answer({ status: response.statusCode, text });
      } catch (cause) {
        reject(cause);
      }
    }).on("error", reject);
  });

/** Runs a bundled command with the arguments that are left. */
async function runBundled(name) {
  process.argv.splice(2, 1);
  await import(`./commands/${name}.mjs`);
}

const command = process.argv[2] ?? "start";
const about = readJson("about.json");
const refused = platformFault(about, thisPlatform());
if (command === "--version") {
  process.stdout.write(`${about.version}\n`);
} else if (command === "--help" || command === "-h") {
  process.stdout.write(HELP);
} else if (refused !== undefined) {
  fail(refused);
} else if (command === "start") {
  await start();
} else if (["backup", "import", "audit-verify", "readiness"].includes(command)) {
  await runBundled(command);
} else if (command === "health") {
  await health();
} else {
  fail(`There is no command ${JSON.stringify(command)}. See node ewc.mjs --help.`);
}
