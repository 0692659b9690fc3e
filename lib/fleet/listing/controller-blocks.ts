/** Reads what is installed on a controller, what hardware it is, and its image download profile. */
import { foldImagePath } from "@/lib/contracts/profile-fields";
import type { ControllerDetails } from "./known-block";

const INSTALLED = /^(IMG|SMU|APSP|APDP)\s+([A-Z])\s+(\S+)$/;
const TIMER = /^Auto abort timer:\s*(.+)$/i;

/** Takes over a line of `show install summary`. Returns whether it was one. */
export function takeInstallLine(text: string, controller: ControllerDetails): boolean {
  const [, type, state, version] = INSTALLED.exec(text) ?? [];
  if (type !== undefined && state !== undefined && version !== undefined) {
    controller.installed ??= [];
    const row = { type, state: state as "I" | "U" | "C" | "D", version };
    // The same listing pasted twice says the same.
    if (
      !controller.installed.some(
        (known) => known.type === type && known.state === state && known.version === version,
      )
    )
      controller.installed.push(row);
    return true;
  }
  const timer = TIMER.exec(text)?.[1];
  if (timer === undefined) return false;
  controller.autoAbortTimer = timer;
  return true;
}

/** Takes over a line of `show inventory`: the chassis comes first. Returns whether it was one. */
export function takeInventoryLine(text: string, controller: ControllerDetails): boolean {
  if (/^NAME:\s*".*",\s*DESCR:/i.test(text)) return true;
  const pid = /^PID:\s*(\S+)\s*,\s*VID:/i.exec(text)?.[1];
  if (pid === undefined) return /^PID:\s*,\s*VID:/i.test(text);
  controller.model ??= pid;
  return true;
}

const MODES = { tftp: "tftp", sftp: "sftp", http: "http", cco: "cco", desktop: "http" } as const;

/** Takes over a line of the image download profile in the configuration. Returns whether it was one. */
export function takeProfileLine(text: string, controller: ControllerDetails): boolean {
  if (/^wireless profile image-download \S+$/i.test(text)) return true;
  const mode = /^image-download-mode (\S+)$/i.exec(text)?.[1]?.toLowerCase();
  const profile = () => {
    if (controller.profile === undefined || controller.profile === false)
      controller.profile = { mode: "tftp", address: "", path: "", parallelMode: false };
    return controller.profile;
  };
  if (mode !== undefined && mode in MODES) {
    profile().mode = MODES[mode as keyof typeof MODES];
    return true;
  }
  const [, server] = /^(?:tftp|sftp)-image-server (\S+)$/i.exec(text) ?? [];
  const [, path] = /^(?:tftp|sftp)-image-path (.+)$/i.exec(text) ?? [];
  if (server !== undefined) profile().address = server;
  else if (path !== undefined) profile().path = foldImagePath(path);
  else if (/^parallel-mode$/i.test(text)) profile().parallelMode = true;
  // The password is read over and kept nowhere.
  else return /^sftp-(?:username|password) \S/i.test(text);
  return true;
}
