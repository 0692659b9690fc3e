/** How fresh the page is: live, connecting, or how old its data has become. */
"use client";

import { Dot } from "@/components/ui/badge";
import { useConnection, useNow, useReachable } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { formatDuration } from "@/lib/kit/units";

export function ConnectionBadge() {
  const { phase } = useConnection();
  const reachable = useReachable();
  const word = !reachable ? "Not live" : phase === "connecting" ? "Connecting" : "Live";
  return (
    <div className="flex items-center gap-2 rounded-md px-2 py-1 text-[0.8125rem] text-ink-2">
      <Dot tone={reachable ? (phase === "connecting" ? "neutral" : "ok") : "fail"} live={phase !== "live"} />
      <span role="status">{word}</span>
      {!reachable && <DataAge />}
    </div>
  );
}

/** Counts up by the second; hidden from screen readers, which hear the change of state. */
function DataAge() {
  const { client } = useLive();
  const now = useNow(1000);
  if (now === null || client.freshAt === null) return null;
  return (
    <span className="num text-fail-text max-sm:hidden" aria-hidden>
      {formatDuration((now - client.freshAt) / 1000)} old
    </span>
  );
}
