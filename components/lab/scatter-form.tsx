/** Injects one random fault into each of some access points. The same seed repeats the exercise. */
"use client";

import { Dices, Shuffle } from "lucide-react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { checkWith, numberOrNaN } from "@/components/forms/draft";
import { SubmitRow, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { scatterFaultsSchema } from "@/lib/contracts/commands/lab";

const SEEDS = 10_000;

export function ScatterForm({
  reachable,
  faulty,
}: {
  reachable: boolean;
  /** The number of access points with faults now; their faults are cleared first. */
  faulty: number;
}) {
  const run = useCommand();
  const form = useForm({
    base: { count: "3", seed: "1" },
    check: ({ count, seed }) =>
      checkWith(scatterFaultsSchema, { count: numberOrNaN(count), seed: numberOrNaN(seed) }),
    save: (input) => run("lab.scatter-faults", input),
    keepAfterSave: (_answer, typed) => typed,
    onSaved: ({ aps }, { seed }) =>
      notify(`Faults injected into ${formatApCount(aps.length)} with seed ${seed}`, { tone: "ok" }),
  });
  const changeSeed = () => form.change({ seed: String(Math.floor(Math.random() * SEEDS)) });
  return (
    <Panel
      title="Inject random faults"
      description="The same seed injects the same faults into the same fleet"
    >
      <form
        onSubmit={form.submit}
        noValidate
        aria-label="Inject random faults"
        className="flex flex-col gap-4"
      >
        <div className="grid grid-cols-2 gap-4">
          <TextField form={form} name="count" label="Access points" numeric />
          <TextField form={form} name="seed" label="Seed" numeric />
        </div>
        {faulty > 0 && <p className="text-[0.8125rem] text-ink-3">Existing faults are cleared first.</p>}
        <SubmitRow form={form} label="Inject" icon={<Shuffle aria-hidden />} reachable={reachable}>
          <Button icon={<Dices aria-hidden />} onClick={changeSeed}>
            New seed
          </Button>
        </SubmitRow>
      </form>
    </Panel>
  );
}
