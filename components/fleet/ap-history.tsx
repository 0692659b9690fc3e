/** The events of an access point, newest first. */
"use client";

import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { useNow } from "@/lib/client/rows/hooks";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { Answer } from "@/lib/contracts/fault";
import { isoTime, localDayAndClock, localZone } from "@/lib/kit/time-text";
import { TimelineLink } from "./timeline-link";

/** The list of events, with a link to the timeline. */
export function ApHistory({ apId, detail }: { apId: string; detail: Answer<ApDetail> | undefined }) {
  return (
    <div className="p-5">
      <TimelineLink apId={apId} />
      <Events detail={detail} />
    </div>
  );
}

function Events({ detail }: { detail: Answer<ApDetail> | undefined }) {
  const now = useNow(60_000);
  if (!detail) return <RowsPending />;
  if (!detail.ok) return <FaultNote fault={detail.fault} />;
  const { history } = detail.value;
  if (history.length === 0) return <EmptyState title="No events yet" />;
  return (
    <ol className="mt-2 flex flex-col">
      {history.map((event, i) => (
        <li
          key={`${event.wallAt} ${event.type} ${i}`}
          className="grid gap-x-4 border-line border-b py-2 last:border-0 sm:grid-cols-[8.5rem_minmax(0,1fr)]"
        >
          <time
            dateTime={isoTime(event.wallAt)}
            className="num text-[0.8125rem] text-ink-3"
            title={localZone()}
          >
            {localDayAndClock(event.wallAt, now ?? event.wallAt)}
          </time>
          <span className="break-words" title={event.type}>
            {event.text}
          </span>
        </li>
      ))}
    </ol>
  );
}
