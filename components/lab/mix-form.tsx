/** Adds several access points: how many, of which models and versions. The same seed always adds the same ones. */
"use client";

import { Plus, X } from "lucide-react";
import { useState } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { SubmitRow, SuggestingInput, TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { Button, IconButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { preloadSchemas, useSchemas } from "@/lib/client/schemas";
import type { ControllerRow } from "@/lib/contracts/controller";
import { grouped } from "@/lib/kit/number-text";
import { consequences } from "./consequences";
import {
  checkMix,
  type Mix,
  type ModelRow,
  mixOf,
  modelField,
  newMix,
  sharesOf,
  weightField,
} from "./mix-draft";
import { commonModels } from "./models";
import { OutcomePreview } from "./outcome-preview";

const INITIAL_ROWS: readonly ModelRow[] = [
  { id: 1, model: "C9120AXI-E", weight: "3" },
  { id: 2, model: "C9105AXW-E", weight: "1" },
];

export function MixForm({ controller, reachable }: { controller: ControllerRow; reachable: boolean }) {
  const [rows, setRows] = useState(INITIAL_ROWS);
  const hasNewRows = rows !== INITIAL_ROWS;
  // The rows are not among the values of the form, which loads this only when one of those changes.
  useSchemas(hasNewRows);
  const run = useCommand();
  const form = useForm({
    base: newMix(controller.version),
    atRest: hasNewRows ? undefined : mixOf(newMix(controller.version), rows),
    check: (draft) => checkMix(draft, rows),
    save: (mix) => run("lab.add-aps", { mixes: [mix] }),
    keepAfterSave: (_answer, typed) => typed,
    onSaved: ({ apIds }) =>
      notify(`${formatApCount(apIds.length)} added`, {
        tone: "ok",
        body: apIds.length === 1 ? "It boots and joins." : "They boot and join.",
      }),
  });
  const mix = form.input;
  return (
    <form
      onSubmit={form.submit}
      onFocus={preloadSchemas}
      noValidate
      aria-label="Add access points by model"
      className="flex flex-col gap-4"
    >
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <TextField form={form} name="count" label="Number of access points" numeric />
        <TextField
          form={form}
          name="seed"
          label="Seed"
          hint="The same seed creates the same fleet."
          numeric
        />
        <TextField form={form} name="running" label="Running version" />
        <TextField form={form} name="backup" label="Backup version" placeholder="none" />
      </div>
      <ModelRows rows={rows} onRows={setRows} errors={form.errors} showsAllErrors={form.showsAllErrors} />
      {mix && <OutcomePreview first={describeMix(mix)} others={consequences(fleetOf(mix), controller)} />}
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

function describeMix(mix: Mix): string {
  const shares = sharesOf(mix);
  const [only] = shares;
  const models =
    shares.length === 1
      ? `, ${mix.count === 1 ? "" : "all "}${only?.model}`
      : `: about ${joinWithAnd(shares.map(({ model, about }) => `${grouped(about)} ${model}`))}`;
  return `Adds ${formatApCount(mix.count)}${models}.`;
}

/** For example `a, b and c`. */
const joinWithAnd = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

function ModelRows({
  rows,
  onRows,
  errors,
  showsAllErrors,
}: {
  rows: readonly ModelRow[];
  onRows: (rows: readonly ModelRow[]) => void;
  errors: Readonly<Record<string, readonly string[]>>;
  showsAllErrors: boolean;
}) {
  const change = (id: number, part: Partial<ModelRow>) =>
    onRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => onRows([...rows, { id: Math.max(...rows.map((r) => r.id)) + 1, model: "", weight: "1" }]);
  const errorsOf = (name: string, typed: string) =>
    showsAllErrors || typed !== "" ? errors[name] : undefined;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-medium">Models</legend>
      {rows.map((row, index) => (
        <div
          key={row.id}
          className="grid grid-cols-[minmax(0,1fr)_5.5rem_2rem] items-start gap-2 sm:max-w-xl"
        >
          <Field label={`Model ${index + 1}`} errors={errorsOf(modelField(row.id), row.model)}>
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
          <Field label="Weight" errors={errorsOf(weightField(row.id), row.weight)}>
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
          Add model
        </Button>
      </div>
    </fieldset>
  );
}
