/** The Timeline page: logs and events of servers, controller, and access points in one live list. */
"use client";

import { Download, Gauge, History, Ruler, Stamp, X } from "lucide-react";
import { useMemo, useState } from "react";
import { ApFilter } from "@/components/log-view/ap-filter";
import { FollowButton } from "@/components/log-view/follow-button";
import { OlderLoader } from "@/components/log-view/older-loader";
import { useUrlFilter } from "@/components/log-view/use-url-filter";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { useLocalZone } from "@/components/ui/local-zone";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Toolbar } from "@/components/ui/toolbar";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";
import { useIsConnected, useOnlyRow, useRowKeys, useTopic } from "@/lib/client/rows/hooks";
import { useLive } from "@/lib/client/stream/live-context";
import { counted } from "@/lib/kit/text";
import { controllerZone } from "@/lib/kit/time-text";
import { LanesContext } from "./lane-gutter";
import { lanesOf } from "./lanes";
import { saveTimeline } from "./save-timeline";
import { SourceFilter } from "./source-filter";
import { isNarrowed, NO_FILTER, readFilter, type TimelineFilter, writeFilter } from "./timeline-filter";
import { TimelineList } from "./timeline-list";
import { rowsOf } from "./timeline-rows";
import { type FollowedTimeline, useTimeline } from "./use-timeline";

const URL_FORMAT = { read: readFilter, write: writeFilter };

export function TimelinePage() {
  const { filter, change } = useUrlFilter(URL_FORMAT);
  const [following, setFollowing] = useState(true);
  const [showsTimestamps, setShowsTimestamps] = useState(false);
  const { text, apId, shared, sources, spacing } = filter;
  // The same object while only the spacing changes, so that nothing is read again.
  const wanted = useMemo(() => ({ text, apId, shared, sources }), [text, apId, shared, sources]);
  const timeline = useTimeline(wanted, following);
  const reachable = useIsConnected();
  const { nameOf: apNameOf, familyOf, lanes, arePending } = useApFacts(apId);
  // The lanes decide where every entry stands, so entries wait for them.
  const rows = useMemo(() => (arePending ? [] : rowsOf(timeline.entries)), [timeline.entries, arePending]);
  const lanesValue = useMemo(() => ({ lanes, familyOf }), [lanes, familyOf]);
  const zone = useLocalZone();
  return (
    <>
      <PageHeader
        title="Timeline"
        description="Logs and events of the image servers, the controller, and the access points in one list."
      />
      <Panel flush>
        <div className="flex h-[max(28rem,calc(100dvh-11.5rem))] flex-col">
          <Toolbar
            label="Timeline: filters"
            end={
              <>
                <span role="status" className="num text-[0.8125rem] text-ink-3">
                  {counted(rows.length, "entry", "entries")}
                </span>
                <span className="text-[0.8125rem] text-ink-3" title="Times are in your time zone.">
                  {zone}
                </span>
                <Button
                  size="sm"
                  aria-pressed={spacing === "time"}
                  title="Space entries in proportion to time"
                  icon={<Ruler aria-hidden />}
                  onClick={() => change({ spacing: spacing === "time" ? "compact" : "time" })}
                >
                  <span className="max-sm:sr-only">Proportional</span>
                </Button>
                <Button
                  size="sm"
                  aria-pressed={showsTimestamps}
                  title="Show each line with its own timestamp"
                  icon={<Stamp aria-hidden />}
                  onClick={() => setShowsTimestamps(!showsTimestamps)}
                >
                  <span className="max-sm:sr-only">Timestamps</span>
                </Button>
                <FollowButton following={following} onChange={setFollowing} />
                <DownloadButton filter={filter} nameOf={apNameOf} />
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
                Include shared entries
              </Checkbox>
            )}
            {isNarrowed(filter) && (
              <Button
                size="sm"
                variant="ghost"
                icon={<X aria-hidden />}
                onClick={() => change({ ...NO_FILTER, spacing })}
              >
                Clear filters
              </Button>
            )}
          </Toolbar>
          <ClockNote />
          <LanesContext value={lanesValue}>
            <TimelineList
              lanes={lanes}
              spacing={spacing}
              rows={rows}
              following={following}
              onFollow={setFollowing}
              mayLoadOlder={timeline.older.phase === "more" && reachable}
              onOlder={timeline.loadOlder}
              apNameOf={apNameOf}
              showsTimestamps={showsTimestamps}
              above={
                rows.length > 0 && (
                  <OlderLoader
                    older={timeline.older}
                    label="Load older entries"
                    beginning="Start of the stored timeline"
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
              {arePending ? (
                <RowsPending label="Loading the timeline" />
              ) : (
                <NoEntries timeline={timeline} narrowed={isNarrowed(filter)} />
              )}
            </TimelineList>
          </LanesContext>
        </div>
      </Panel>
    </>
  );
}

/** The present name of an access point (its id when it no longer exists), its family, and the lanes of the fleet. */
function useApFacts(only: string | null) {
  const { store } = useLive();
  const arePending = useTopic("aps") === "pending";
  const keys = useRowKeys("aps");
  // `keys` is a dependency, so that everything changes with the access points.
  return useMemo(() => {
    const nameOf = (apId: string) => store.row("aps", apId)?.name ?? apId;
    const familyOf = (apId: string) => store.row("aps", apId)?.family;
    const families = keys.map((key) => store.row("aps", key)?.family ?? null);
    const row = only === null ? undefined : store.row("aps", only);
    return { nameOf, familyOf, lanes: lanesOf(families, row ?? null), arePending };
  }, [store, keys, only, arePending]);
}

function DownloadButton(props: { filter: TimelineFilter; nameOf: (apId: string) => string }) {
  const { filter, nameOf } = props;
  const run = useCommand();
  const [busy, setBusy] = useState(false);
  const reachable = useIsConnected();
  const download = () => {
    setBusy(true);
    const name = filter.apId === null ? "timeline.txt" : `${nameOf(filter.apId)}-timeline.txt`;
    void saveTimeline(run, filter, nameOf, (text) => downloadText(name, text)).finally(() => setBusy(false));
  };
  return (
    <Button size="sm" busy={busy} disabled={!reachable} icon={<Download aria-hidden />} onClick={download}>
      <span className="max-sm:sr-only">Download</span>
    </Button>
  );
}

/** Explains the two times of an entry while simulated time runs faster than real time. */
function ClockNote() {
  const factor = useOnlyRow("controller")?.clockFactor ?? 1;
  if (factor === 1) return null;
  return (
    <p className="flex items-center gap-2 border-line border-b bg-warn-soft px-3 py-1 text-[0.8125rem] text-warn-text">
      <Gauge className="size-4 shrink-0" aria-hidden />
      <span>
        Times on the left are real time in your time zone. Timestamps inside lines are the controller's:{" "}
        {controllerZone(factor)}.
      </span>
    </p>
  );
}

function NoEntries({ timeline, narrowed }: { timeline: FollowedTimeline; narrowed: boolean }) {
  const { older } = timeline;
  if (older.phase === "failed") return <FaultNote fault={older.fault} />;
  if (older.phase === "asking") return <RowsPending label="Loading the timeline" />;
  return (
    <EmptyState
      icon={<History aria-hidden />}
      title={narrowed ? "No entries match the filter" : "No entries yet"}
    >
      {narrowed
        ? "All stored entries were searched."
        : "Requests, transfers, joins, downloads, and commands appear here as they happen."}
    </EmptyState>
  );
}
