/** What a log shows around its lines: the way to older ones, and what is said when there are none. */
"use client";

import { ScrollText } from "lucide-react";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { counted } from "@/lib/kit/text";
import { OlderLoader } from "./older-loader";
import type { FollowedLog } from "./use-log";

/** Before the oldest line: loads older ones, or says that there are none. */
export function OlderLines(props: { log: FollowedLog; reachable: boolean; onLoad: () => void }) {
  const { log, reachable, onLoad } = props;
  if (log.lines.length === 0) return null;
  return (
    <OlderLoader
      older={log.older}
      label="Load older lines"
      beginning="Start of the stored log"
      reachable={reachable}
      onLoad={onLoad}
      className="pb-2 font-sans"
    />
  );
}

/** "All 1,000,000 stored lines of this log were searched." */
const searchedText = (searched: number | null): string =>
  searched === null || searched === 0
    ? "All stored lines were searched."
    : `All ${counted(searched, "stored line")} of this log were searched.`;

/** @param props.none what appears in this log */
export function NoLines({ log, narrowed, none }: { log: FollowedLog; narrowed: boolean; none: string }) {
  if (log.older.phase === "failed") return <FaultNote fault={log.older.fault} />;
  if (log.pending || log.older.phase === "asking")
    return <RowsPending label={narrowed ? "Searching the log" : "Loading the log"} />;
  return (
    <div className="font-sans text-sm">
      <EmptyState
        icon={<ScrollText aria-hidden />}
        title={narrowed ? "No lines match the filter" : "No lines yet"}
      >
        {narrowed ? searchedText(log.searched) : none}
      </EmptyState>
    </div>
  );
}
