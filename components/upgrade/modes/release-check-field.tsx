/** Check Now, and what the last check for new software found. */
"use client";

import { RefreshCw } from "lucide-react";
import { useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { Fault } from "@/lib/contracts/fault";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { newerRelease, type OfferedRelease, type ReleaseCheck } from "@/lib/contracts/release-check";
import { controllerTime } from "@/lib/kit/time-text";
import type { ModeFieldsProps } from "./mode-form";

export function ReleaseCheckField({ order, disabled }: Pick<ModeFieldsProps, "order" | "disabled">) {
  const controller = useOnlyRow("controller");
  const run = useCommand();
  const [checking, start] = useTransition();
  const [refusal, setRefusal] = useState<Fault>();
  if (!controller) return null;
  const { releaseCheck: last, version, clockFactor } = controller;
  const check = () =>
    start(async () => {
      if (!order) return;
      const answer = await run("profile.check-releases", {
        profile: modeContracts[order.mode].toInput(order),
      });
      setRefusal(answer.ok ? undefined : answer.fault);
    });
  return (
    <section
      aria-label="Check for new software"
      className="flex flex-col gap-2 rounded-md border border-line bg-sunken px-3 py-2.5"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-[0.8125rem] text-ink-3">
          {last === null ? "Not checked yet" : `Last check ${controllerTime(last.checkedAt, clockFactor)}`}
        </p>
        <Button
          changes
          size="sm"
          icon={<RefreshCw aria-hidden />}
          busy={checking}
          disabled={disabled || !order}
          onClick={check}
        >
          Check Now
        </Button>
      </div>
      {refusal && <FaultNote fault={refusal} />}
      {last !== null &&
        (last.fault ? <FaultNote fault={last.fault} /> : <Offers last={last} running={version} />)}
    </section>
  );
}

function Offers({ last, running }: { last: ReleaseCheck; running: string }) {
  const newer = newerRelease(last, running);
  return (
    <div role="status" className="flex flex-col gap-1.5">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-[0.8125rem]">
        <dt className="text-ink-3">Suggested</dt>
        <dd>{offerText(last.suggested)}</dd>
        <dt className="text-ink-3">Latest</dt>
        <dd>{offerText(last.latest)}</dd>
      </dl>
      {newer === null ? (
        <p className="text-[0.8125rem] text-ink-3">Nothing newer than {running}, which runs.</p>
      ) : (
        <p className="flex flex-wrap items-center gap-2 text-[0.8125rem]">
          <Badge tone="accent">New</Badge>
          Release {newer.release} is newer than {running}, which runs.
        </p>
      )}
    </div>
  );
}

const offerText = (offer: OfferedRelease | null): string =>
  offer === null ? "None" : offer.version === null ? offer.release : `${offer.release} (${offer.version})`;
