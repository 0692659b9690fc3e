/** Clears the injected faults of access points and tells the user the outcome. */
import { formatApCount } from "@/components/fleet/format-ap-count";
import { notify } from "@/components/ui/toast-store";
import type { RunCommand } from "@/lib/contracts/commands";
import type { ApTarget } from "@/lib/contracts/commands/ap-target";

export async function clearFaults(target: ApTarget, run: RunCommand): Promise<void> {
  const answer = await run("lab.set-behavior", { target, change: {}, mode: "replace" });
  if (answer.ok) notify(`Faults cleared from ${formatApCount(answer.value.changed)}`, { tone: "ok" });
  else notify("No faults were cleared", { tone: "fail", body: answer.fault.message });
}
