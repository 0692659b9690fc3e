import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { lockFolder } from "./folder-lock";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
/** Takes the lock of a folder, keeps no reference to it, says so, and waits. */
const HOLD = `
import { lockFolder } from "./lib/store/folder-lock";
lockFolder(process.argv[1] ?? "");
globalThis.gc();
process.stdout.write("held");
setInterval(() => {}, 1000);
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "ewc-lock-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("a folder that another process uses is refused with that process and its host, until that process is killed", async () => {
  const child = spawn(
    process.execPath,
    ["--expose-gc", "--import", "tsx", "--input-type=module", "-e", HOLD, "--", root],
    {
      cwd: PROJECT,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  expect(() => lockFolder(root)).toThrow(
    `DATA_DIR ${root} is in use by process ${child.pid} on ${os.hostname()}. Stop that process, or set another DATA_DIR.`,
  );
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
  lockFolder(root).release();
});

test("the process of another container may have any id: the lock counts, not the id", async () => {
  const held = lockFolder(root);
  await writeFile(path.join(root, "running.pid"), "1 other-container\n");
  expect(() => lockFolder(root)).toThrow("is in use by process 1 on other-container.");
  held.release();
});

test("a file that names a running process is no lock", async () => {
  await writeFile(path.join(root, "running.pid"), `${process.ppid}\n`);
  lockFolder(root).release();
});

test("a released folder can be locked again", () => {
  lockFolder(root).release();
  lockFolder(root).release();
});
