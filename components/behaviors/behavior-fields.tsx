/** The faults to select, each with what it does, how it shows, and a field for its value. */
"use client";

import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import { TextField } from "@/components/forms/form-fields";
import type { Draft } from "@/components/forms/use-draft";
import { Checkbox } from "@/components/ui/checkbox";
import type { BehaviorDraft } from "./behavior-draft";
import { type Trait, traitGroups } from "./traits";

type BehaviorForm = Pick<Draft<BehaviorDraft>, "values" | "errorsOf" | "change">;

/** Two columns of about the same height. */
const columns = [traitGroups.slice(0, 2), traitGroups.slice(2)];

/** Shows the form's error `traits` (nothing selected) above the faults. */
export const BehaviorFields = ({ form }: { form: BehaviorForm }) => (
  <div className="grid gap-x-6 gap-y-5 lg:grid-cols-2">
    {form.errorsOf("traits") && (
      <p role="alert" className="flex gap-1.5 text-[0.8125rem] text-fail-text lg:col-span-2">
        <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
        {form.errorsOf("traits")?.join(" ")}
      </p>
    )}
    {columns.map((groups) => (
      <div key={groups[0]?.name} className="flex min-w-0 flex-col gap-5">
        {groups.map((group) => (
          <fieldset key={group.name} className="flex min-w-0 flex-col gap-2">
            <legend className="mb-2 font-semibold text-[0.8125rem] text-ink-3">{group.name}</legend>
            {group.traits.map((trait) => (
              <TraitRow key={trait.field} trait={trait} form={form} />
            ))}
          </fieldset>
        ))}
      </div>
    ))}
  </div>
);

function TraitRow({ trait, form }: { trait: Trait; form: BehaviorForm }) {
  const { field, value } = trait;
  const on = form.values[field] !== false;
  const toggle = (next: boolean) => form.change({ [field]: next && (value?.initial ?? true) });
  return (
    <div
      className={clsx(
        "flex flex-col gap-1 rounded-md border px-3 py-2",
        on ? "border-accent/50 bg-accent-soft/40" : "border-line",
      )}
    >
      <Checkbox checked={on} onCheckedChange={toggle}>
        <span className="font-medium">{trait.name}</span>
      </Checkbox>
      <p className="pl-6 text-[0.8125rem] text-ink-3">
        {trait.does} {trait.effect}
      </p>
      {on && value && (
        <div className="grid max-w-md grid-cols-1 gap-3 pt-1 pl-6 sm:grid-cols-2">
          <TextField form={form} name={field} label={value.label} numeric />
          {field === "losesCapwapAtPercent" && (
            <TextField
              form={form}
              name="rejoinAfterSeconds"
              label="Rejoins after (s)"
              placeholder="never"
              numeric
            />
          )}
        </div>
      )}
    </div>
  );
}
