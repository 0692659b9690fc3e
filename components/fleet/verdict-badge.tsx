/** The state of an image of a set for this fleet, in one or two words. */

import type { ImageRow, Verdict } from "@/components/fleet/fleet-needs";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";

const looks: Record<Verdict, { tone: Tone; text: string }> = {
  present: { tone: "ok", text: "Present" },
  missing: { tone: "fail", text: "Missing" },
  damaged: { tone: "fail", text: "Damaged" },
  "wrong-family": { tone: "fail", text: "Wrong image" },
  unverified: { tone: "warn", text: "Unverified" },
  reading: { tone: "info", text: "Reading" },
  "not-needed": { tone: "neutral", text: "Not needed" },
};

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { tone, text } = looks[verdict];
  return <Badge tone={tone}>{text}</Badge>;
}

/** What is wrong with the file, in one sentence; null when nothing is. */
export function fileIssue({ file, family, verdict }: ImageRow): string | null {
  if (file === null) return null;
  if (verdict === "wrong-family")
    return `This file is an image for ${file.family}. Access points will reject it.`;
  if (file.note !== null) return file.note;
  if (family !== null && file.intact === null && file.sha512 !== null)
    return "The structure of this file is unknown, so it can't be verified. It is served unchanged.";
  return null;
}
