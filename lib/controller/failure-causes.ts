/** Why access points of an upgrade failed, each cause once with all that it hits. */
import { type Cure, MAX_RETRIED } from "@/lib/contracts/cure";
import type { Fault } from "@/lib/contracts/fault";
import { faultCodes } from "@/lib/contracts/fault-codes";
import type { FailureCause } from "@/lib/contracts/upgrade";

export type FailedMember = {
  apId: string;
  name: string;
  fault: Fault;
  /** Whether its predownload can be tried again now. */
  canRetry: boolean;
};

const CAUSES_SHOWN = 5;
const NAMES_SHOWN = 5;

/** The cause that hits most access points first. */
export function failureCauses(failed: readonly FailedMember[]): FailureCause[] {
  const byCause = new Map<string, FailedMember[]>();
  for (const member of failed) {
    const { code, cure } = member.fault;
    const key = cure === undefined ? code : `${code} ${JSON.stringify(cure)}`;
    const others = byCause.get(key);
    if (others) others.push(member);
    else byCause.set(key, [member]);
  }
  return [...byCause.values()]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, CAUSES_SHOWN)
    .map(causeOf);
}

function causeOf(members: FailedMember[]): FailureCause {
  const [first] = members;
  const messages = new Set(members.map(({ fault }) => fault.message));
  const code = first?.fault.code ?? "internal";
  const retried = members.filter(({ canRetry }) => canRetry).map(({ apId }) => apId);
  const cures: Cure[] = first?.fault.cure === undefined ? [] : [first.fault.cure];
  if (retried.length > 0) cures.push({ kind: "retry", apIds: retried.slice(0, MAX_RETRIED) });
  return {
    text: messages.size === 1 ? (first?.fault.message ?? "") : `${faultCodes[code].title}.`,
    remedy: first?.fault.remedy ?? null,
    apNames: members.slice(0, NAMES_SHOWN).map(({ name }) => name),
    apCount: members.length,
    cures,
  };
}
