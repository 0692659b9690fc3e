/** The access points with injected faults: their faults, and the controls that change or clear them. */
"use client";

import { Eraser, SlidersHorizontal } from "lucide-react";
import { useState, useTransition } from "react";
import { BehaviorDialog } from "@/components/behaviors/behavior-dialog";
import { clearFaults } from "@/components/behaviors/clear-faults";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Button, IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import { behaviorWords } from "@/lib/contracts/behavior-words";
import type { MisbehavingAp } from "@/lib/contracts/lab";
import { grouped } from "@/lib/kit/number-text";
import { useBehaviors } from "./use-behaviors";

/** Rows per page: the whole fleet, thousands of access points, may have faults. */
const PAGE = 50;

export function FaultyApList({ reachable }: { reachable: boolean }) {
  const run = useCommand();
  const answer = useBehaviors();
  const [clearing, setClearing] = useState(false);
  const count = answer?.ok ? answer.value.aps.length : 0;
  return (
    <Panel
      title="Access points with faults"
      description={count > 0 ? formatApCount(count) : undefined}
      flush
      actions={
        count > 0 && (
          <Button
            changes
            size="sm"
            disabled={!reachable}
            icon={<Eraser aria-hidden />}
            onClick={() => setClearing(true)}
          >
            Clear all
          </Button>
        )
      }
    >
      {answer === undefined ? (
        <RowsPending label="Loading faults" rows={3} />
      ) : answer.ok ? (
        <List aps={answer.value.aps} reachable={reachable} />
      ) : (
        <div className="p-4">
          <FaultNote fault={answer.fault} />
        </div>
      )}
      <ConfirmDialog
        open={clearing}
        onOpenChange={setClearing}
        title={`Clear faults from ${formatApCount(count)}`}
        confirmLabel="Clear faults"
        onConfirm={() => run("lab.set-behavior", { target: { of: "fleet" }, change: {}, mode: "replace" })}
      >
        <p>The faults of the image servers stay.</p>
      </ConfirmDialog>
    </Panel>
  );
}

function List(props: { aps: readonly MisbehavingAp[]; reachable: boolean }) {
  const { aps, reachable } = props;
  const [text, setText] = useState("");
  const [shown, setShown] = useState(PAGE);
  const [changing, setChanging] = useState<MisbehavingAp>();
  const wanted = text.trim().toLowerCase();
  const matching = aps.filter((ap) =>
    [ap.name, ap.model, ...behaviorWords(ap.differs)].some((fact) => fact.toLowerCase().includes(wanted)),
  );
  if (aps.length === 0)
    return <EmptyState title="No faults injected">Inject faults below, or inject random faults.</EmptyState>;
  return (
    <>
      {aps.length > 8 && (
        <div className="border-line border-b p-3">
          <SearchInput
            label="Search name, model or fault"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <ul aria-label="Access points with faults" className="max-h-96 overflow-y-auto">
        {matching.slice(0, shown).map((ap) => (
          <Row key={ap.apId} ap={ap} reachable={reachable} onChange={() => setChanging(ap)} />
        ))}
      </ul>
      {matching.length === 0 && (
        <p className="px-4 py-6 text-center text-ink-3">No access points match the search.</p>
      )}
      {matching.length > shown && (
        <div className="p-3 text-center">
          <Button size="sm" variant="ghost" onClick={() => setShown(shown + PAGE)}>
            Show more of {grouped(matching.length)}
          </Button>
        </div>
      )}
      {changing && (
        <BehaviorDialog
          apIds={[changing.apId]}
          title={`Behavior of ${changing.name}`}
          current={changing.differs}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}

function Row(props: { ap: MisbehavingAp; reachable: boolean; onChange: () => void }) {
  const { ap, reachable, onChange } = props;
  const run = useCommand();
  const [busy, start] = useTransition();
  const clear = () => start(() => clearFaults({ of: "aps", apIds: [ap.apId] }, run));
  return (
    <li className="flex items-center gap-3 border-line border-b px-4 py-2 last:border-b-0">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={`${ACCESS_POINTS}/${ap.apId}`}
            className="text-target break-all font-medium hover:text-accent-text hover:underline"
          >
            {ap.name}
          </Link>
          <span className="text-[0.8125rem] text-ink-3">{ap.model}</span>
        </p>
        <p className="text-ink-2">{behaviorWords(ap.differs).join(", ")}</p>
      </div>
      <IconButton
        changes
        label={`Change the behavior of ${ap.name}`}
        icon={<SlidersHorizontal aria-hidden />}
        disabled={!reachable}
        onClick={onChange}
      />
      <Button
        changes
        size="sm"
        busy={busy}
        disabled={!reachable}
        aria-label={`Clear faults from ${ap.name}`}
        onClick={clear}
      >
        Clear
      </Button>
    </li>
  );
}
