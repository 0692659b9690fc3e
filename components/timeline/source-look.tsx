/** The name, icon, and color of each timeline source. */
import { clsx } from "clsx";
import { Activity, Router, Server, Wifi } from "lucide-react";
import type { TimelineSource } from "@/lib/contracts/timeline";

const looks = {
  server: { name: "Server", icon: Server, tone: "text-accent-text" },
  controller: { name: "Controller", icon: Router, tone: "text-info-text" },
  "access point": { name: "Access point", icon: Wifi, tone: "text-ok-text" },
  state: { name: "State", icon: Activity, tone: "text-ink" },
} as const satisfies Record<TimelineSource, unknown>;

/** The source as the user reads it. */
export const sourceName = (source: TimelineSource): string => looks[source].name;
export function SourceIcon({ source, className }: { source: TimelineSource; className?: string }) {
  const { icon: Icon, tone } = looks[source];
  return <Icon className={clsx("size-3.5 shrink-0", tone, className)} aria-hidden />;
}
