/**
 * Stops the server when npm is gone. `npm start` runs us through a shell. A signal to npm reaches only that shell, and a
 * shell does not pass it on, so we check whether both processes still exist.
 */
import { spawnSync } from "node:child_process";

const CHECK_EVERY_MS = 200;

function parentOf(pid) {
  const { stdout } = spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
  const parent = Number(stdout?.trim());
  return parent > 1 ? [parent] : [];
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause.code === "EPERM";
  }
}

/** Sends SIGTERM to this process when npm is gone. Does nothing when npm did not start us, and on Windows. */
export function followNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const shell = process.ppid;
  const followed = [shell, ...parentOf(shell)];
  const timer = setInterval(() => {
    if (followed.every(isAlive) && process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, CHECK_EVERY_MS);
  timer.unref();
}
