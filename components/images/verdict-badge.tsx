/** What an image of a set is worth to the present fleet, in a word. */
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { ImageRow, Verdict } from "./fleet-needs";

const looks: Record<Verdict, { tone: Tone; text: string }> = {
  present: { tone: "ok", text: "Present" },
  missing: { tone: "fail", text: "Missing" },
  damaged: { tone: "fail", text: "Damaged" },
  "wrong-family": { tone: "fail", text: "Wrong image" },
  doubtful: { tone: "warn", text: "Look at it" },
  reading: { tone: "info", text: "Reading" },
  "not-needed": { tone: "neutral", text: "Not needed" },
};

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { tone, text } = looks[verdict];
  return <Badge tone={tone}>{text}</Badge>;
}

/** What is odd about the file, in a sentence; null when nothing is. */
export function oddity({ file, family, verdict }: ImageRow): string | null {
  if (file === null) return null;
  if (verdict === "wrong-family")
    return `It says that it is an image of ${file.family}. Access points that fetch it will refuse it.`;
  if (file.note !== null) return file.note;
  if (family !== null && file.intact === null && file.sha512 !== null)
    return "Its structure is not known here, so it cannot be judged. It is served as it is.";
  return null;
}
