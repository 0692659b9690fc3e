/** What became of an order to many: told once for all that did it, and once for those that did not. */

import { notify } from "@/components/ui/toast-store";
import { useLive } from "@/lib/client/stream/live-context";
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";

type Outcome = CommandAnswers["ap.reboot"];

/**
 * @param did what they do now, said of one and of more: `reboots`, `reboot`.
 * @returns a fault when nobody did it, with the reason of the first.
 */
export function tellOutcome(answer: Answer<Outcome>, did: readonly [string, string]): Answer<Outcome> {
  if (!answer.ok) return answer;
  const { done, refused } = answer.value;
  const [first] = refused;
  if (done.length === 0 && first) return { ok: false, fault: first.fault };
  notify(
    done.length === 1
      ? `1 access point ${did[0]}`
      : `${done.length.toLocaleString("en")} access points ${did[1]}`,
    { tone: "ok" },
  );
  if (first)
    notify(refused.length === 1 ? "1 was left out" : `${refused.length.toLocaleString("en")} were left out`, {
      tone: "warn",
      body: first.fault.message,
    });
  return answer;
}

const NAMED = 5;

/** A name, or how many: what an order concerns, in its heading. */
export function useNames(apIds: readonly string[]): { what: string; names: string } {
  const { store } = useLive();
  const names = apIds.map((id) => store.row("aps", id)?.name ?? id);
  const others = names.length - NAMED;
  const more = others > 0 ? ` and ${others.toLocaleString("en")} more` : "";
  return {
    what: names.length === 1 ? (names[0] ?? "") : `${names.length.toLocaleString("en")} access points`,
    names: `${names.slice(0, NAMED).join(", ")}${more}`,
  };
}

/** Who is meant, where the heading gives only a number. */
export const Named = ({ apIds, names }: { apIds: readonly string[]; names: string }) =>
  apIds.length > 1 && <p className="break-words text-[0.8125rem] text-ink-3">{names}</p>;
