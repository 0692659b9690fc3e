/** The access points that differ from the well-behaved, in what, and the way to change or heal each. */
"use client";

import { HeartPulse, SlidersHorizontal } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { countWords } from "@/components/fleet/count-words";
import { ACCESS_POINTS } from "@/components/frame/navigation";
import { Button, IconButton } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState, RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { SearchInput } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { call } from "@/components/upgrade/call";
import { behaviourWords } from "@/lib/contracts/behaviour-words";
import type { MisbehavingAp } from "@/lib/contracts/lab";
import { BehaviourDialog } from "./behaviour-dialog";
import { healNow } from "./behaviour-form";
import type { LabActions } from "./lab-actions";
import { useBehaviours } from "./use-behaviours";

/** So many are shown at once; a fleet of thousands may be told to misbehave as a whole. */
const PAGE = 50;

type Props = { reachable: boolean; actions: Pick<LabActions, "behaviours" | "setBehaviour"> };

export function MisbehavingList({ reachable, actions }: Props) {
  const answer = useBehaviours(actions.behaviours);
  const [healing, setHealing] = useState(false);
  const count = answer?.ok ? answer.value.aps.length : 0;
  return (
    <Panel
      title="Who behaves differently"
      description={count > 0 ? countWords(count) : undefined}
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
        <RowsPending label="Waiting for the behaviours" rows={3} />
      ) : answer.ok ? (
        <List aps={answer.value.aps} reachable={reachable} setBehaviour={actions.setBehaviour} />
      ) : (
        <div className="p-4">
          <FaultNote fault={answer.fault} />
        </div>
      )}
      <ConfirmDialog
        open={healing}
        onOpenChange={setHealing}
        title={`Heal ${countWords(count)}`}
        confirmLabel="Heal all"
        onConfirm={() =>
          call(() => actions.setBehaviour({ target: { of: "fleet" }, change: {}, mode: "replace" }))
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
  setBehaviour: LabActions["setBehaviour"];
}) {
  const { aps, reachable, setBehaviour } = props;
  const [text, setText] = useState("");
  const [most, setMost] = useState(PAGE);
  const [changing, setChanging] = useState<MisbehavingAp>();
  const wanted = text.trim().toLowerCase();
  const fitting = aps.filter((ap) =>
    [ap.name, ap.model, ...behaviourWords(ap.differs)].some((fact) => fact.toLowerCase().includes(wanted)),
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
            setBehaviour={setBehaviour}
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
        <BehaviourDialog
          apIds={[changing.apId]}
          title={`Behaviour of ${changing.name}`}
          present={changing.differs}
          setBehaviour={setBehaviour}
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
  setBehaviour: LabActions["setBehaviour"];
}) {
  const { ap, reachable, onChange, setBehaviour } = props;
  const [busy, start] = useTransition();
  const heal = () => start(() => healNow({ of: "aps", apIds: [ap.apId] }, setBehaviour));
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
        <p className="text-ink-2">{behaviourWords(ap.differs).join(", ")}</p>
      </div>
      <IconButton
        label={`Change the behaviour of ${ap.name}`}
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
