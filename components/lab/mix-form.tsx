/** Many access points at once: how many, of which models, with which software, the same for the same seed. */
"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { SubmitRow, SuggestingInput, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Button, IconButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/toast-store";
import type { ControllerRow } from "@/lib/contracts/controller";
import { consequences } from "./consequences";
import type { LabActions } from "./lab-actions";
import { checkMix, type Mix, type ModelRow, modelField, sharesOf, weightField } from "./mix-draft";
import { commonModels } from "./models";
import { WhatWillHappen } from "./what-will-happen";

const FIRST_ROWS: readonly ModelRow[] = [
  { id: 1, model: "C9120AXI-E", weight: "3" },
  { id: 2, model: "C9105AXW-E", weight: "1" },
];

export function MixForm({
  controller,
  reachable,
  addAps,
}: {
  controller: ControllerRow;
  reachable: boolean;
  addAps: LabActions["addAps"];
}) {
  const [rows, setRows] = useState(FIRST_ROWS);
  const form = useForm({
    base: { count: "20", seed: "1", running: controller.version, backup: "" },
    check: (draft) => checkMix(draft, rows),
    save: (mix) => addAps({ mixes: [mix] }),
    afterwards: (_answer, typed) => typed,
    onSaved: ({ apIds }) =>
      notify(`${formatApCount(apIds.length)} switched on`, {
        tone: "ok",
        body: apIds.length === 1 ? "It joins by itself." : "They join by themselves.",
      }),
  });
  const mix = checkMix(form.values, rows).input;
  return (
    <form
      onSubmit={form.submit}
      noValidate
      aria-label="Add access points by model"
      className="flex flex-col gap-4"
    >
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <TextField form={form} name="count" label="How many" numeric />
        <TextField form={form} name="seed" label="Seed" hint="The same seed, the same ones." numeric />
        <TextField form={form} name="running" label="Running version" />
        <TextField form={form} name="backup" label="Backup version" placeholder="none" />
      </div>
      <ModelRows rows={rows} onRows={setRows} errors={form.errors} insist={form.insist} />
      {mix && <WhatWillHappen first={mixWords(mix)} others={consequences(fleetOf(mix), controller)} />}
      <SubmitRow
        form={form}
        label={mix ? `Add ${formatApCount(mix.count)}` : "Add access points"}
        icon={<Plus aria-hidden />}
        reachable={reachable}
      />
    </form>
  );
}

const fleetOf = (mix: Mix) => ({ count: mix.count, running: mix.running, models: Object.keys(mix.models) });

function mixWords(mix: Mix): string {
  const shares = sharesOf(mix);
  const [only] = shares;
  const of =
    shares.length === 1
      ? `, ${mix.count === 1 ? "a" : "all"} ${only?.model}`
      : `: about ${listed(shares.map(({ model, about }) => `${about.toLocaleString("en")} ${model}`))}`;
  return `${formatApCount(mix.count)} will be switched on and join${of}.`;
}

/** `a, b and c`. */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

function ModelRows({
  rows,
  onRows,
  errors,
  insist,
}: {
  rows: readonly ModelRow[];
  onRows: (rows: readonly ModelRow[]) => void;
  errors: Readonly<Record<string, readonly string[]>>;
  insist: boolean;
}) {
  const change = (id: number, part: Partial<ModelRow>) =>
    onRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => onRows([...rows, { id: Math.max(...rows.map((r) => r.id)) + 1, model: "", weight: "1" }]);
  const told = (name: string, typed: string) => (insist || typed !== "" ? errors[name] : undefined);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-medium">Models</legend>
      {rows.map((row, index) => (
        <div
          key={row.id}
          className="grid grid-cols-[minmax(0,1fr)_5.5rem_2rem] items-start gap-2 sm:max-w-xl"
        >
          <Field label={`Model ${index + 1}`} errors={told(modelField(row.id), row.model)}>
            {(control) => (
              <SuggestingInput
                {...control}
                suggestions={commonModels}
                placeholder="C9120AXI-E"
                value={row.model}
                onValue={(model) => change(row.id, { model })}
              />
            )}
          </Field>
          <Field label="Weight" errors={told(weightField(row.id), row.weight)}>
            {(control) => (
              <SuggestingInput
                {...control}
                aria-label={`Weight of model ${index + 1}`}
                inputMode="decimal"
                value={row.weight}
                onValue={(weight) => change(row.id, { weight })}
              />
            )}
          </Field>
          <IconButton
            label={`Remove model ${index + 1}`}
            icon={<X aria-hidden />}
            className="mt-7"
            disabled={rows.length === 1}
            onClick={() => onRows(rows.filter(({ id }) => id !== row.id))}
          />
        </div>
      ))}
      <div>
        <Button size="sm" icon={<Plus aria-hidden />} onClick={add}>
          Another model
        </Button>
      </div>
    </fieldset>
  );
}
