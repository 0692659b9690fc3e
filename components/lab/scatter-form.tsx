/** Gives a number of access points a fault each, by a seed: the exercise that can be set again. */
"use client";

import { Dices, Shuffle } from "lucide-react";
import { countWords } from "@/components/fleet/count-words";
import { checkedBy, typedNumber } from "@/components/forms/draft";
import { SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { scatterFaultsSchema } from "@/lib/contracts/commands/lab";
import type { LabActions } from "./lab-actions";

const SEEDS = 10_000;

export function ScatterForm({
  reachable,
  misbehaving,
  scatterFaults,
}: {
  reachable: boolean;
  /** How many differ now: they are healed first. */
  misbehaving: number;
  scatterFaults: LabActions["scatterFaults"];
}) {
  const form = useForm({
    base: { count: "3", seed: "1" },
    check: ({ count, seed }) =>
      checkedBy(scatterFaultsSchema, { count: typedNumber(count), seed: typedNumber(seed) }),
    save: scatterFaults,
    afterwards: (_answer, typed) => typed,
    onSaved: ({ aps }, { seed }) =>
      notify(`${countWords(aps.length)} ${aps.length === 1 ? "has" : "have"} a fault by seed ${seed}`, {
        tone: "ok",
      }),
  });
  const another = () => form.set({ seed: String(Math.floor(Math.random() * SEEDS)) });
  return (
    <Panel title="Scatter faults" description="The same seed gives the same faults to the same fleet">
      <form onSubmit={form.submit} noValidate aria-label="Scatter faults" className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-4">
          <TextField form={form} name="count" label="Access points" numeric />
          <TextField form={form} name="seed" label="Seed" numeric />
        </div>
        {misbehaving > 0 && (
          <p className="text-[0.8125rem] text-ink-3">Those that differ now are made well-behaved first.</p>
        )}
        <SubmitRow form={form} label="Scatter" icon={<Shuffle aria-hidden />} reachable={reachable}>
          <Button icon={<Dices aria-hidden />} onClick={another}>
            Another seed
          </Button>
        </SubmitRow>
      </form>
    </Panel>
  );
}
