/** Shows whether the page is live, connecting, or offline, and how old its data is. */
"use client";

import { Dot } from "@/components/ui/badge";
import { useConnection, useIsConnected, useNow } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { formatDuration } from "@/lib/kit/units";

/** The badge in the header. */
export function ConnectionBadge() {
  const { phase } = useConnection();
  const isConnected = useIsConnected();
  const word = !isConnected ? "Offline" : phase === "connecting" ? "Connecting…" : "Live";
  return (
    <div className="flex items-center gap-2 rounded-md px-1.5 py-1 text-[0.8125rem] text-ink-2">
      <Dot
        tone={isConnected ? (phase === "connecting" ? "neutral" : "ok") : "fail"}
        live={phase !== "live"}
      />
      <span role="status" className="max-sm:sr-only">
        {word}
      </span>
      {!isConnected && <DataAge />}
    </div>
  );
}

/** Counts up every second, so it is hidden from screen readers; they hear the change of state. */
function DataAge() {
  const { client } = useLive();
  const now = useNow(1000);
  if (now === null || client.freshAt === null) return null;
  return (
    <span className="num text-fail-text max-sm:hidden" aria-hidden>
      data {formatDuration((now - client.freshAt) / 1000)} old
    </span>
  );
}
