/** Why an access point failed, or what it has of the run: so that a success is still seen after the reload. */
"use client";

import { useRow } from "@/lib/client/rows/hooks";
import type { ApRow } from "@/lib/contracts/aps";

type OutcomeFacts = Pick<ApRow, "fault" | "primaryVersion" | "backupVersion">;

/** @param target the version of the present or last run; null without one */
export function outcomeOf(
  row: OutcomeFacts,
  target: string | null,
): { text: string; tone: "fail" | "ok" | "" } {
  if (row.fault !== null) return { text: row.fault.message, tone: "fail" };
  if (target !== null && row.primaryVersion === target) return { text: `Runs ${target}`, tone: "ok" };
  if (target !== null && row.backupVersion === target) return { text: `Holds ${target}`, tone: "ok" };
  return { text: "", tone: "" };
}

const tones = { fail: "text-fail-text", ok: "text-ok-text", "": "text-ink-3" } as const;

/** One line. Some component of the page follows topic `upgrade`. */
export function ApOutcome({ row }: { row: OutcomeFacts }) {
  const target = useRow("upgrade", "upgrade")?.targetVersion ?? null;
  const { text, tone } = outcomeOf(row, target);
  return (
    <span className={`block truncate text-[0.8125rem] ${tones[tone]}`} title={text}>
      {text || "–"}
    </span>
  );
}
