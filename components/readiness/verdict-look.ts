/** How verdicts look: always an icon and a word, never a color alone. */
import {
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleMinus,
  CircleSlash,
  Eye,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
} from "lucide-react";
import type { Tone } from "@/components/ui/tone";
import type { Verdict } from "@/lib/contracts/readiness/check-result";
import type { ReadinessVerdict } from "@/lib/contracts/readiness/report";

/**
 * `word` is short, for rows and filters; `verdictLabels` has the full words. `among` is what a summary says behind a number,
 * for one and for several.
 */
type VerdictLook = { Icon: LucideIcon; tone: Tone; word: string; among: readonly [string, string] };

const same = (word: string): VerdictLook["among"] => [word, word];

export const verdictLooks: Record<Verdict, VerdictLook> = {
  outage: { Icon: OctagonAlert, tone: "fail", word: "Outage", among: ["outage", "outages"] },
  fails: { Icon: CircleAlert, tone: "fail", word: "Fail", among: same("failed") },
  warning: { Icon: TriangleAlert, tone: "warn", word: "Warning", among: ["warning", "warnings"] },
  manual: { Icon: Eye, tone: "info", word: "Manual check", among: ["manual check", "manual checks"] },
  "not-checked": { Icon: CircleHelp, tone: "neutral", word: "Could not check", among: same("not checked") },
  "not-applicable": {
    Icon: CircleSlash,
    tone: "neutral",
    word: "Not applicable",
    among: same("not applicable"),
  },
  pass: { Icon: CircleCheck, tone: "ok", word: "Pass", among: same("passed") },
};

export const summaryLooks: Record<ReadinessVerdict, { Icon: LucideIcon; tone: "ok" | "warn" | "fail" }> = {
  ready: { Icon: CircleCheck, tone: "ok" },
  warnings: { Icon: TriangleAlert, tone: "warn" },
  "not-ready": { Icon: CircleMinus, tone: "fail" },
};
