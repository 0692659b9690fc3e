/** The history of finished transfers, filtered by text, outcome, and protocol. */
"use client";

import { History as HistoryIcon, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import { counted } from "@/lib/kit/text";
import { HistoryCards } from "./history-cards";
import { HistoryTable } from "./history-table";
import { type HistoryFilter, useHistory } from "./use-history";
import { useRunTime } from "./use-run-time";
import { useNewestEnd } from "./use-running-keys";

const outcomes = [
  { value: "any", label: "Any outcome" },
  { value: "complete", label: "Complete" },
  { value: "failed", label: "Failed" },
  { value: "aborted", label: "Aborted" },
] as const satisfies { value: HistoryFilter["outcome"]; label: string }[];
const protocols = [
  { value: "any", label: "Any protocol" },
  { value: "tftp", label: "TFTP" },
  { value: "sftp", label: "SFTP" },
  { value: "http", label: "HTTP" },
  { value: "capwap", label: "CAPWAP" },
] as const satisfies { value: HistoryFilter["protocol"]; label: string }[];

const NO_FILTER = { text: "", outcome: "any", protocol: "any" } as const satisfies Partial<HistoryFilter>;

/** Loads one page at a time, and reloads when a transfer ends. */
export function History() {
  const [filter, setFilter] = useState<Omit<HistoryFilter, "during">>(NO_FILTER);
  const ofRun = useRunTime();
  const { loaded, fault, busy, older, retry } = useHistory(
    { ...filter, during: ofRun.during },
    useNewestEnd(),
  );
  const isFiltered =
    filter.text !== "" || filter.outcome !== "any" || filter.protocol !== "any" || ofRun.run !== null;
  return (
    <Panel title="History" flush>
      <Toolbar label="History: filters">
        <SearchInput
          label="Path, client, or image set"
          className="w-full sm:w-64"
          value={filter.text}
          maxLength={200}
          onChange={(event) => setFilter({ ...filter, text: event.target.value })}
        />
        <Select
          label="Outcome"
          size="sm"
          className="w-auto! min-w-36"
          value={filter.outcome}
          options={outcomes}
          onValueChange={(outcome) => setFilter({ ...filter, outcome })}
        />
        <Select
          label="Protocol"
          size="sm"
          className="w-auto! min-w-36"
          value={filter.protocol}
          options={protocols}
          onValueChange={(protocol) => setFilter({ ...filter, protocol })}
        />
        {ofRun.run !== null && (
          <Button
            size="sm"
            aria-pressed
            aria-label={`Only run ${ofRun.run}. Show all transfers`}
            icon={<X aria-hidden />}
            onClick={ofRun.clear}
          >
            Run {ofRun.run}
          </Button>
        )}
        {isFiltered && (
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              setFilter(NO_FILTER);
              ofRun.clear();
            }}
          >
            Clear filters
          </Button>
        )}
      </Toolbar>
      {fault && (
        <div className="flex flex-col items-start gap-2 p-4">
          <FaultNote fault={fault} />
          <Button size="sm" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
      {loaded === undefined ? (
        !fault && <RowsPending label="Loading history" rows={5} />
      ) : loaded.rows.length === 0 ? (
        <EmptyState
          icon={<HistoryIcon aria-hidden />}
          title={isFiltered ? "No transfers match the filter" : "No finished transfers yet"}
        >
          {isFiltered
            ? "Change or clear the filters."
            : "Finished transfers are kept here, also after a restart."}
        </EmptyState>
      ) : (
        <>
          <div className="hidden md:block">
            <HistoryTable rows={loaded.rows} />
          </div>
          <div className="md:hidden">
            <HistoryCards rows={loaded.rows} />
          </div>
          <div className="flex items-center justify-between gap-3 px-4 py-2">
            <span role="status" className="num text-[0.8125rem] text-ink-3">
              {loaded.more ? `Newest ${loaded.rows.length}` : countText(loaded.rows.length)}
            </span>
            {loaded.more && (
              <Button size="sm" busy={busy} onClick={() => void older()}>
                Show older
              </Button>
            )}
          </div>
        </>
      )}
    </Panel>
  );
}

const countText = (count: number) => counted(count, "transfer");
