/** Reports the result of a command for several access points, and names them in its dialog. */

import { formatApCount } from "@/components/fleet/format-ap-count";
import { notify } from "@/components/ui/toast-store";
import { useLive } from "@/lib/client/stream/live-context";
import type { CommandAnswer } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import { grouped } from "@/lib/kit/number-text";

type BulkResult = CommandAnswer<"ap.reboot">;

/**
 * Shows one toast for the access points that executed the command and one for those that were skipped.
 * @param message the first toast, given the number of access points: `Rebooting 4 access points`.
 * @returns a fault when none executed it, with the reason of the first.
 */
export function reportBulkResult(
  answer: Answer<BulkResult>,
  message: (aps: string) => string,
): Answer<BulkResult> {
  if (!answer.ok) return answer;
  const { done, refused } = answer.value;
  const [first] = refused;
  if (done.length === 0 && first) return { ok: false, fault: first.fault };
  notify(message(formatApCount(done.length)), { tone: "ok" });
  if (first) notify(`Skipped ${formatApCount(refused.length)}`, { tone: "warn", body: first.fault.message });
  return answer;
}

const MAX_NAMES = 5;

/** `title`: the name of the only access point, or how many there are. `names`: the first few names. */
export function useApNames(apIds: readonly string[]): { title: string; names: string } {
  const { store } = useLive();
  const names = apIds.map((id) => store.row("aps", id)?.name ?? id);
  const others = names.length - MAX_NAMES;
  const more = others > 0 ? ` and ${grouped(others)} more` : "";
  return {
    title: names.length === 1 ? (names[0] ?? "") : formatApCount(names.length),
    names: `${names.slice(0, MAX_NAMES).join(", ")}${more}`,
  };
}

/** Who is left out, and the names of the access points when the title shows only their number. */
export const ApNames = (props: { apIds: readonly string[]; names: string; note: string }) => (
  <>
    {props.note !== "" && <p className="text-[0.8125rem] text-warn-text">{props.note}</p>}
    {props.apIds.length > 1 && <p className="break-words text-[0.8125rem] text-ink-3">{props.names}</p>}
  </>
);
