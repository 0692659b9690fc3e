/** The access points that differ from the well-behaved, in what, and the way to change or heal each. */
"use client";

import { HeartPulse, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { BehaviorDialog } from "@/components/behaviors/behavior-dialog";
import { healNow } from "@/components/behaviors/behavior-form";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Button, IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { call } from "@/lib/client/call";
import { behaviorWords } from "@/lib/contracts/behavior-words";
import type { MisbehavingAp } from "@/lib/contracts/lab";
import type { LabActions } from "./lab-actions";
import { useBehaviors } from "./use-behaviors";

/** So many are shown at once; a fleet of thousands may be told to misbehave as a whole. */
const PAGE = 50;

type Props = { reachable: boolean; actions: Pick<LabActions, "behaviors" | "setBehavior"> };

export function MisbehavingList({ reachable, actions }: Props) {
  const answer = useBehaviors(actions.behaviors);
  const [healing, setHealing] = useState(false);
  const count = answer?.ok ? answer.value.aps.length : 0;
  return (
    <Panel
      title="Who behaves differently"
      description={count > 0 ? formatApCount(count) : undefined}
      flush
      actions={
        count > 0 && (
          <Button
            size="sm"
            disabled={!reachable}
            icon={<HeartPulse aria-hidden />}
            onClick={() => setHealing(true)}
          >
            Heal all
          </Button>
        )
      }
    >
      {answer === undefined ? (
        <RowsPending label="Waiting for the behaviors" rows={3} />
      ) : answer.ok ? (
        <List aps={answer.value.aps} reachable={reachable} setBehavior={actions.setBehavior} />
      ) : (
        <div className="p-4">
          <FaultNote fault={answer.fault} />
        </div>
      )}
      <ConfirmDialog
        open={healing}
        onOpenChange={setHealing}
        title={`Heal ${formatApCount(count)}`}
        confirmLabel="Heal all"
        onConfirm={() =>
          call(() => actions.setBehavior({ target: { of: "fleet" }, change: {}, mode: "replace" }))
        }
      >
        <p>All of them become well-behaved. The faults of the image servers stay.</p>
      </ConfirmDialog>
    </Panel>
  );
}

function List(props: {
  aps: readonly MisbehavingAp[];
  reachable: boolean;
  setBehavior: LabActions["setBehavior"];
}) {
  const { aps, reachable, setBehavior } = props;
  const [text, setText] = useState("");
  const [most, setMost] = useState(PAGE);
  const [changing, setChanging] = useState<MisbehavingAp>();
  const wanted = text.trim().toLowerCase();
  const fitting = aps.filter((ap) =>
    [ap.name, ap.model, ...behaviorWords(ap.differs)].some((fact) => fact.toLowerCase().includes(wanted)),
  );
  if (aps.length === 0)
    return <EmptyState title="All access points are well-behaved">Give faults, or scatter some.</EmptyState>;
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
      <ul aria-label="Access points that behave differently" className="max-h-96 overflow-y-auto">
        {fitting.slice(0, most).map((ap) => (
          <Row
            key={ap.apId}
            ap={ap}
            reachable={reachable}
            onChange={() => setChanging(ap)}
            setBehavior={setBehavior}
          />
        ))}
      </ul>
      {fitting.length === 0 && (
        <p className="px-4 py-6 text-center text-ink-3">None of them fits the search.</p>
      )}
      {fitting.length > most && (
        <div className="p-3 text-center">
          <Button size="sm" variant="ghost" onClick={() => setMost(most + PAGE)}>
            Show more of {fitting.length.toLocaleString("en")}
          </Button>
        </div>
      )}
      {changing && (
        <BehaviorDialog
          apIds={[changing.apId]}
          title={`Behavior of ${changing.name}`}
          present={changing.differs}
          setBehavior={setBehavior}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}

function Row(props: {
  ap: MisbehavingAp;
  reachable: boolean;
  onChange: () => void;
  setBehavior: LabActions["setBehavior"];
}) {
  const { ap, reachable, onChange, setBehavior } = props;
  const [busy, start] = useTransition();
  const heal = () => start(() => healNow({ of: "aps", apIds: [ap.apId] }, setBehavior));
  return (
    <li className="flex items-center gap-3 border-line border-b px-4 py-2 last:border-b-0">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Link
            href={`${ACCESS_POINTS}/${ap.apId}`}
            className="break-all font-medium hover:text-accent-text hover:underline"
          >
            {ap.name}
          </Link>
          <span className="text-[0.8125rem] text-ink-3">{ap.model}</span>
        </p>
        <p className="text-ink-2">{behaviorWords(ap.differs).join(", ")}</p>
      </div>
      <IconButton
        label={`Change the behavior of ${ap.name}`}
        icon={<SlidersHorizontal aria-hidden />}
        disabled={!reachable}
        onClick={onChange}
      />
      <Button size="sm" busy={busy} disabled={!reachable} aria-label={`Heal ${ap.name}`} onClick={heal}>
        Heal
      </Button>
    </li>
  );
}
