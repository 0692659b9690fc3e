/** Starting the upgrade from the stored profile, and waiting until it has something to say. */
import type { CommandAnswers } from "@/lib/contracts/commands";
import { type Answer, type Fault, fault } from "@/lib/contracts/fault";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { missingIn } from "../download-modes/drafts";
import type { CliPorts } from "../ports";
import { currentDraft, inputOfStored, storedProfile } from "./profile-state";

/** The same as Save & Download with the profile as it is stored. */
export function startUpgrade(ports: CliPorts): Promise<Answer<CommandAnswers["upgrade.start"]>> {
  const draft = currentDraft(ports);
  const missing = draft === null ? [] : missingIn(draft);
  const stored = storedProfile(ports);
  if (stored === null || missing.length > 0) {
    const what = missing.length > 0 ? ` It lacks ${missing.join(", ")}.` : "";
    return no(fault("conflict", `The image download profile is not configured.${what}`));
  }
  return ports.ask("upgrade.start", { profile: inputOfStored(stored) });
}

const no = (why: Fault): Promise<{ ok: false; fault: Fault }> => Promise.resolve({ ok: false, fault: why });

/** The row once it answers the question; null when the wait was broken off. */
export function waitForUpgrade(
  ports: CliPorts,
  isDone: (row: UpgradeRow) => boolean,
  signal: AbortSignal,
): Promise<UpgradeRow | null> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    const settle = (row: UpgradeRow | null) => {
      stop();
      signal.removeEventListener("abort", broken);
      resolve(row);
    };
    const broken = () => settle(null);
    const look = () => {
      const [row] = ports.rows("upgrade");
      if (row !== undefined && isDone(row)) settle(row);
    };
    stop = ports.onChange("upgrade", look);
    signal.addEventListener("abort", broken);
    if (signal.aborted) broken();
    else look();
  });
}
