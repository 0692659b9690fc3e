/** Starts an upgrade with the stored profile, and waits for a state of the upgrade. */
import type { CommandAnswer } from "@/lib/contracts/commands";
import { type Answer, fault } from "@/lib/contracts/fault";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { missingSettings } from "../download-modes/drafts";
import type { CliPorts } from "../ports";
import { currentDraft, inputFromStored, storedProfile } from "./profile-state";

/** Does the same as Save & Download with the stored profile. */
export function startUpgrade(ports: CliPorts): Promise<Answer<CommandAnswer<"upgrade.start">>> {
  const draft = currentDraft(ports);
  const missing = draft === null ? [] : missingSettings(draft);
  const stored = storedProfile(ports);
  if (stored === null || missing.length > 0) {
    const details = missing.length > 0 ? ` Missing: ${missing.join(", ")}.` : "";
    const reason = fault("conflict", `The image download profile is not configured.${details}`);
    return Promise.resolve({ ok: false, fault: reason });
  }
  return ports.ask("upgrade.start", { profile: inputFromStored(stored) });
}

/** Resolves with the first row for which `isDone` is true; null when the signal is aborted before. */
export function waitForUpgrade(
  ports: CliPorts,
  isDone: (row: UpgradeRow) => boolean,
  signal: AbortSignal,
): Promise<UpgradeRow | null> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    const settle = (row: UpgradeRow | null) => {
      stop();
      signal.removeEventListener("abort", onAbort);
      resolve(row);
    };
    const onAbort = () => settle(null);
    const checkRow = () => {
      const [row] = ports.rows("upgrade");
      if (row !== undefined && isDone(row)) settle(row);
    };
    stop = ports.onChange("upgrade", checkRow);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    else checkRow();
  });
}
