/**
 * `npm start` runs us through a shell. Whoever ends npm ends npm and perhaps the shell, but not us: npm passes a signal
 * to its shell only, and a shell does not pass it on. So we look whether both still live, and stop in order if not.
 */
import { spawnSync } from "node:child_process";

const LOOK_EVERY_MS = 200;

function parentOf(pid) {
  const { stdout } = spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
  const parent = Number(stdout?.trim());
  return parent > 1 ? [parent] : [];
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause.code === "EPERM";
  }
}

/** Sends ourselves SIGTERM when npm is gone. Does nothing where npm did not start us, and on Windows. */
export function followNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const shell = process.ppid;
  const followed = [shell, ...parentOf(shell)];
  const timer = setInterval(() => {
    if (followed.every(lives) && process.ppid === shell) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, LOOK_EVERY_MS);
  timer.unref();
}
