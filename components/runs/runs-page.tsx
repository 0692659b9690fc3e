/** The Runs page: every Save & Download, newest first. */
"use client";

import { GitCompareArrows, History, Settings2, X } from "lucide-react";
import { useState } from "react";
import { useUrlFilter } from "@/components/log-view/use-url-filter";
import { comparePath, SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import { useRows } from "@/lib/client/rows/use-rows";
import { RetentionDialog } from "./retention-dialog";
import { isFiltered, NO_RUNS_FILTER, outcomeOptions, runsUrlFormat } from "./runs-filter";
import { RunsTable } from "./runs-table";
import { useRuns } from "./use-runs";

const ANY = "any";

export function RunsPage() {
  const { filter, change } = useUrlFilter(runsUrlFormat);
  const { rows, more, fault, loadMore, reload } = useRuns(filter);
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const [selected, setSelected] = useState<readonly number[]>([]);
  const live = useRows("runs");
  const known = [...live, ...(rows ?? [])];
  const operators = optionsOf(
    "Anybody",
    filter.startedBy,
    known.map(({ startedBy }) => startedBy),
  );
  const versions = optionsOf("Any version", filter.version, [
    ...known.map(({ targetVersion }) => targetVersion),
    ...known.map(({ fromVersion }) => fromVersion),
  ]);
  const isNarrowed = isFiltered(filter);
  return (
    <>
      <PageHeader
        title="Runs"
        description="Every Save & Download, from its start until the versions were read back."
        actions={
          <>
            <ButtonLink
              href={comparePath(selected[0] ?? null, selected[1] ?? null)}
              icon={<GitCompareArrows aria-hidden />}
            >
              {selected.length === 2
                ? `Compare runs ${Math.min(...selected)} and ${Math.max(...selected)}`
                : "Compare"}
            </ButtonLink>
            <Button changes size="sm" icon={<Settings2 aria-hidden />} onClick={() => setSettingsOpen(true)}>
              Retention
            </Button>
          </>
        }
      />
      <Panel flush>
        <Toolbar label="Runs: filters">
          <SearchInput
            label="Search runs"
            value={filter.text}
            maxLength={200}
            onChange={(event) => change({ text: event.target.value })}
            className="w-full sm:w-64"
          />
          <Select
            label="Outcome"
            size="sm"
            className="w-auto!"
            value={filter.outcome}
            onValueChange={(outcome) => change({ outcome })}
            options={outcomeOptions}
          />
          <Select
            label="Started by"
            size="sm"
            className="w-auto!"
            value={filter.startedBy ?? ANY}
            onValueChange={(name) => change({ startedBy: name === ANY ? null : name })}
            options={operators}
          />
          <Select
            label="Version"
            size="sm"
            className="w-auto!"
            value={filter.version ?? ANY}
            onValueChange={(version) => change({ version: version === ANY ? null : version })}
            options={versions}
          />
          {isNarrowed && (
            <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={() => change(NO_RUNS_FILTER)}>
              Clear filters
            </Button>
          )}
        </Toolbar>
        {fault !== null && <FaultNote fault={fault} />}
        {rows === null ? (
          fault === null && <RowsPending label="Loading runs" />
        ) : rows.length > 0 ? (
          <RunsTable
            rows={rows}
            selected={selected}
            // Two at most: a third one takes the place of the one that was chosen first.
            onSelect={(number, isSelected) =>
              setSelected((before) => {
                const others = before.filter((one) => one !== number);
                return isSelected ? [...others, number].slice(-2) : others;
              })
            }
          />
        ) : isNarrowed ? (
          <p className="px-4 py-8 text-center text-ink-3">No runs match the filter.</p>
        ) : (
          <EmptyState
            icon={<History aria-hidden />}
            title="No runs yet"
            action={
              <Link href={SOFTWARE_UPGRADE} className="text-target text-accent-text hover:underline">
                Open Software Upgrade
              </Link>
            }
          >
            Each Save & Download becomes a run, with its recording and its outcome.
          </EmptyState>
        )}
        {more && (
          <div className="flex justify-center p-3">
            <Button size="sm" onClick={loadMore}>
              Load more
            </Button>
          </div>
        )}
      </Panel>
      {isSettingsOpen && <RetentionDialog onClose={() => setSettingsOpen(false)} onSaved={reload} />}
    </>
  );
}

/** The values that occur, and the selected one, which may occur nowhere. */
function optionsOf(none: string, selected: string | null, values: readonly (string | null)[]) {
  const found = new Set([...values, selected].filter((value) => value !== null));
  return [{ value: ANY, label: none }, ...[...found].sort().map((value) => ({ value, label: value }))];
}
