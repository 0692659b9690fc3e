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

/** `word` is short, for rows and filters; `verdictLabels` has the full words. */
export const verdictLooks: Record<Verdict, { Icon: LucideIcon; tone: Tone; word: string }> = {
  outage: { Icon: OctagonAlert, tone: "fail", word: "Outage" },
  fails: { Icon: CircleAlert, tone: "fail", word: "Fail" },
  warning: { Icon: TriangleAlert, tone: "warn", word: "Warning" },
  manual: { Icon: Eye, tone: "info", word: "Manual check" },
  "not-checked": { Icon: CircleHelp, tone: "neutral", word: "Could not check" },
  "not-applicable": { Icon: CircleSlash, tone: "neutral", word: "Not applicable" },
  pass: { Icon: CircleCheck, tone: "ok", word: "Pass" },
};

export const summaryLooks: Record<ReadinessVerdict, { Icon: LucideIcon; tone: "ok" | "warn" | "fail" }> = {
  ready: { Icon: CircleCheck, tone: "ok" },
  warnings: { Icon: TriangleAlert, tone: "warn" },
  "not-ready": { Icon: CircleMinus, tone: "fail" },
};
