/** The page Timeline: what servers, controller and access points said and did, on one axis, following. */
"use client";

import { Download, Gauge, History, Stamp, X } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { ApFilter } from "@/components/log-view/ap-filter";
import { FollowButton } from "@/components/log-view/follow-button";
import { Older } from "@/components/log-view/older";
import { useAddressFilter } from "@/components/log-view/use-address-filter";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Toolbar } from "@/components/ui/toolbar";
import { downloadText } from "@/lib/client/download";
import { useIsConnected, useOnlyRow, useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { saveTimeline } from "./save-timeline";
import { SourceFilter } from "./source-filter";
import { isNarrowed, NO_FILTER, readFilter, type TimelineFilter, writeFilter } from "./timeline-filter";
import { TimelineList } from "./timeline-list";
import { rowsOf } from "./timeline-rows";
import { type FollowedTimeline, type ReadTimeline, useTimeline } from "./use-timeline";

const ADDRESS = { read: readFilter, write: writeFilter };

export function TimelinePage({ readTimeline }: { readTimeline: ReadTimeline }) {
  const { filter, change } = useAddressFilter(ADDRESS);
  const [following, setFollowing] = useState(true);
  const [stamped, setStamped] = useState(false);
  const timeline = useTimeline(filter, following, readTimeline);
  const rows = useMemo(() => rowsOf(timeline.entries), [timeline.entries]);
  const reachable = useIsConnected();
  const apNameOf = useApNames();
  return (
    <>
      <PageHeader
        title="Timeline"
        description="What the image servers, the controller and the access points said and did, on one axis."
      />
      <Panel flush>
        <div className="flex h-[max(28rem,calc(100dvh-11.5rem))] flex-col">
          <Toolbar
            label="Timeline: filters"
            end={
              <>
                <span role="status" className="num text-[0.8125rem] text-ink-3">
                  {rows.length.toLocaleString("en")} {rows.length === 1 ? "entry" : "entries"}
                </span>
                <Button
                  size="sm"
                  aria-pressed={stamped}
                  title="Each line with the stamp that it was written with"
                  icon={<Stamp aria-hidden />}
                  onClick={() => setStamped(!stamped)}
                >
                  <span className="max-sm:sr-only">Stamps</span>
                </Button>
                <FollowButton following={following} onChange={setFollowing} />
                <DownloadButton filter={filter} readTimeline={readTimeline} nameOf={apNameOf} />
              </>
            }
          >
            <SearchInput
              label="Search the timeline"
              value={filter.text}
              maxLength={200}
              onChange={(event) => change({ text: event.target.value })}
              className="w-full sm:w-56"
            />
            <ApFilter apId={filter.apId} onChange={(apId) => change({ apId })} />
            <SourceFilter sources={filter.sources} onChange={(sources) => change({ sources })} />
            {filter.apId !== null && (
              <Checkbox
                checked={filter.shared}
                onCheckedChange={(shared) => change({ shared })}
                className="text-[0.8125rem]"
              >
                and what concerns all
              </Checkbox>
            )}
            {isNarrowed(filter) && (
              <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={() => change(NO_FILTER)}>
                Clear
              </Button>
            )}
          </Toolbar>
          <ClockNote />
          <TimelineList
            rows={rows}
            following={following}
            onFollow={setFollowing}
            mayLoadOlder={timeline.older.phase === "more" && reachable}
            onOlder={timeline.loadOlder}
            apNameOf={filter.apId !== null && !filter.shared ? null : apNameOf}
            stamped={stamped}
            above={
              rows.length > 0 && (
                <Older
                  older={timeline.older}
                  label="Older entries"
                  beginning="The timeline begins here, as far as it is kept."
                  reachable={reachable}
                  onLoad={() => {
                    setFollowing(false);
                    timeline.loadOlder();
                  }}
                  className="px-3 py-2 text-[0.8125rem]"
                />
              )
            }
          >
            <Nothing timeline={timeline} narrowed={isNarrowed(filter)} />
          </TimelineList>
        </div>
      </Panel>
    </>
  );
}

/** The name that an access point has now; its id where it is there no more. */
function useApNames(): (apId: string) => string {
  const { store } = useLive();
  useTopic("aps");
  const keys = useRowKeys("aps");
  // Another function once other access points are known
  return useCallback((apId: string) => store.row("aps", apId)?.name ?? apId, [store, keys]);
}

function DownloadButton(props: {
  filter: TimelineFilter;
  readTimeline: ReadTimeline;
  nameOf: (apId: string) => string;
}) {
  const { filter, readTimeline, nameOf } = props;
  const [busy, setBusy] = useState(false);
  const reachable = useIsConnected();
  const download = () => {
    setBusy(true);
    const name = filter.apId === null ? "timeline.txt" : `${nameOf(filter.apId)}-timeline.txt`;
    void saveTimeline(readTimeline, filter, nameOf, (text) => downloadText(name, text)).finally(() =>
      setBusy(false),
    );
  };
  return (
    <Button size="sm" busy={busy} disabled={!reachable} icon={<Download aria-hidden />} onClick={download}>
      <span className="max-sm:sr-only">Download</span>
    </Button>
  );
}

/** Left of a line stands the real time; where simulated time runs faster, its own stamp shows another. */
function ClockNote() {
  const factor = useOnlyRow("controller")?.clockFactor ?? 1;
  if (factor === 1) return null;
  return (
    <p className="flex items-center gap-2 border-line border-b bg-warn-soft px-3 py-1 text-[0.8125rem] text-warn-text">
      <Gauge className="size-4 shrink-0" aria-hidden />
      <span>
        The clock of the lab runs ×{factor}. The times at the left are real; the stamps inside the lines are
        simulated.
      </span>
    </p>
  );
}

function Nothing({ timeline, narrowed }: { timeline: FollowedTimeline; narrowed: boolean }) {
  const { older } = timeline;
  if (older.phase === "failed") return <FaultNote fault={older.fault} />;
  if (older.phase === "asking") return <RowsPending label="Reading the timeline" />;
  return (
    <EmptyState
      icon={<History aria-hidden />}
      title={narrowed ? "Nothing fits the filter" : "Nothing has happened yet"}
    >
      {narrowed
        ? "Everything that is kept has been searched."
        : "Requests, transfers, joins, downloads and orders stand here as they happen."}
    </EmptyState>
  );
}
