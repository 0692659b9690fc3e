/** The Audit page: who did what, from where, and with what outcome, newest first. */
"use client";

import { Download, RefreshCw, Settings2, ShieldCheck, X } from "lucide-react";
import { useState } from "react";
import { useUrlFilter } from "@/components/log-view/use-url-filter";
import { Button } from "@/components/ui/button";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { useLocalZone } from "@/components/ui/local-zone";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Select } from "@/components/ui/select";
import { Toolbar } from "@/components/ui/toolbar";
import { downloadFrom } from "@/lib/client/download";
import { useIsConnected } from "@/lib/client/rows/hooks";
import { type AuditFilter, type AuditRow, NO_AUDIT_FILTER } from "@/lib/contracts/audit";
import { instantOf, localInput } from "@/lib/kit/time-text";
import { AuditDrawer } from "./audit-drawer";
import { auditUrlFormat, exportUrl, isFiltered, outcomeOptions } from "./audit-filter";
import { AuditTable } from "./audit-table";
import { RetentionDialog } from "./retention-dialog";
import { useAudit } from "./use-audit";

const ANY = "any";

export function AuditPage() {
  const { filter, change } = useUrlFilter(auditUrlFormat);
  const { entries, more, fault, isLoading, values, loadMore, reload } = useAudit(filter);
  const [opened, setOpened] = useState<AuditRow | null>(null);
  const [isRetentionOpen, setRetentionOpen] = useState(false);
  const isReachable = useIsConnected();
  return (
    <>
      <PageHeader
        title="Audit"
        description="Who did what, from where, and with what outcome. Each record carries the hash of the one before it."
        actions={
          <>
            {(["csv", "json"] as const).map((format) => (
              <Button
                key={format}
                size="sm"
                disabled={!isReachable}
                icon={<Download aria-hidden />}
                onClick={() => downloadFrom(exportUrl(filter, format), `audit.${format}`)}
              >
                {`Export ${format.toUpperCase()}`}
              </Button>
            ))}
            <Button
              size="sm"
              icon={<Settings2 aria-hidden />}
              disabled={!isReachable}
              onClick={() => setRetentionOpen(true)}
            >
              Retention
            </Button>
          </>
        }
      />
      <Panel flush>
        <Toolbar
          label="Audit log: filters"
          end={
            <Button
              size="sm"
              icon={<RefreshCw aria-hidden />}
              busy={isLoading && entries !== null}
              disabled={!isReachable}
              onClick={reload}
            >
              Refresh
            </Button>
          }
        >
          <SearchInput
            label="Search the audit log"
            value={filter.text}
            maxLength={200}
            onChange={(event) => change({ text: event.target.value })}
            className="w-full sm:w-56"
          />
          <Values
            label="User"
            any="Any user"
            value={filter.user}
            values={values.users}
            onChange={(user) => change({ user })}
          />
          <Values
            label="Action"
            any="Any action"
            value={filter.action}
            values={values.actions}
            onChange={(action) => change({ action })}
          />
          <Select
            label="Outcome"
            size="sm"
            className="w-auto!"
            value={filter.outcome}
            onValueChange={(outcome) => change({ outcome })}
            options={outcomeOptions}
          />
          <Moment label="From" value={filter.since} onChange={(since) => change({ since })} />
          <Moment label="To" value={filter.until} onChange={(until) => change({ until })} />
          {isFiltered(filter) && (
            <Button
              size="sm"
              variant="ghost"
              icon={<X aria-hidden />}
              onClick={() => change(NO_AUDIT_FILTER)}
            >
              Clear filters
            </Button>
          )}
        </Toolbar>
        {fault !== null && <FaultNote fault={fault} />}
        <Entries entries={entries} hasFault={fault !== null} filter={filter} onOpen={setOpened} />
        {more && (
          <div className="flex justify-center p-3">
            <Button size="sm" busy={isLoading} onClick={loadMore}>
              Load more
            </Button>
          </div>
        )}
      </Panel>
      <AuditDrawer entry={opened} onClose={() => setOpened(null)} />
      {isRetentionOpen && <RetentionDialog onClose={() => setRetentionOpen(false)} onSaved={reload} />}
    </>
  );
}

function Entries({
  entries,
  hasFault,
  filter,
  onOpen,
}: {
  entries: readonly AuditRow[] | null;
  hasFault: boolean;
  filter: AuditFilter;
  onOpen: (entry: AuditRow) => void;
}) {
  if (entries === null) return hasFault ? null : <RowsPending label="Loading the audit log" rows={8} />;
  if (entries.length > 0) return <AuditTable entries={entries} onOpen={onOpen} />;
  if (isFiltered(filter))
    return <p className="px-4 py-8 text-center text-ink-3">No records match the filter.</p>;
  return (
    <EmptyState icon={<ShieldCheck aria-hidden />} title="No records yet">
      Each change, sign-in and refusal becomes a record.
    </EmptyState>
  );
}

/** A list of the values that occur, and the selected one, which may no longer occur. */
function Values({
  label,
  any,
  value,
  values,
  onChange,
}: {
  label: string;
  any: string;
  value: string | null;
  values: readonly string[];
  onChange: (value: string | null) => void;
}) {
  const known = [...new Set([...values, ...(value === null ? [] : [value])])].sort();
  return (
    <Select
      label={label}
      size="sm"
      className="w-auto! max-w-56"
      value={value ?? ANY}
      onValueChange={(selected) => onChange(selected === ANY ? null : selected)}
      options={[{ value: ANY, label: any }, ...known.map((each) => ({ value: each, label: each }))]}
    />
  );
}

/** One end of the time range, in the visitor's time zone, which the server does not know. */
function Moment({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number | null;
  onChange: (at: number | null) => void;
}) {
  const zone = useLocalZone();
  return (
    <label className="flex items-center gap-1.5 text-[0.8125rem] text-ink-3" title={zone}>
      {label}
      <input
        type="datetime-local"
        value={zone === "" ? "" : localInput(value)}
        onChange={(event) => onChange(instantOf(event.target.value))}
        className="field-box h-8! w-auto! text-[0.8125rem]"
      />
    </label>
  );
}
