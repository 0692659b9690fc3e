/** Sets the speed of the simulated clock. */
"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import type { Fault } from "@/lib/contracts/fault";
import { factorsWith } from "./factors";

export function ClockChoice({ factor, reachable }: { factor: number; reachable: boolean }) {
  const run = useCommand();
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  const choose = (next: number) =>
    start(async () => {
      const answer = await run("lab.clock", { factor: next });
      setFault(answer.ok ? undefined : answer.fault);
    });
  return (
    <Panel>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold text-[0.9375rem]">Clock</h2>
          <p className="text-ink-2">
            {factor === 1
              ? "Access points boot, join, and wait as long as real ones."
              : `One minute of booting, joining, and waiting takes ${durationWords(60 / factor)}.`}
            {/* On a line of its own, so that a narrow page has the same lines before and after its font is loaded. */}
            <span className="block text-ink-3">Transfers are real and take real time.</span>
          </p>
        </div>
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Clock speed</legend>
          {factorsWith(factor).map((each) => (
            <Button
              changes
              key={each}
              size="sm"
              aria-pressed={each === factor}
              disabled={!reachable || busy}
              className="num min-w-14"
              onClick={() => choose(each)}
            >
              x{each}
            </Button>
          ))}
        </fieldset>
      </div>
      {fault && (
        <div className="mt-3">
          <FaultNote fault={fault} />
        </div>
      )}
    </Panel>
  );
}

const durationWords = (seconds: number): string => {
  const rounded = Math.round(seconds * 10) / 10;
  return rounded === 1 ? "one second" : `${rounded} seconds`;
};
