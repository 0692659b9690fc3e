/** Clears the injected faults of access points and tells the user the outcome. */
import { countWords } from "@/components/fleet/count-words";
import type { LabActions } from "@/components/lab/lab-actions";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import type { ApTarget } from "@/lib/contracts/commands";

export async function clearFaults(target: ApTarget, setBehavior: LabActions["setBehavior"]): Promise<void> {
  const answer = await call(() => setBehavior({ target, change: {}, mode: "replace" }));
  if (answer.ok) notify(`Faults cleared from ${countWords(answer.value.changed)}`, { tone: "ok" });
  else notify("No faults were cleared", { tone: "fail", body: answer.fault.message });
}
