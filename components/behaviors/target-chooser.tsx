/** Selects the target of a Lab command: some access points, an image family, or all access points. */
"use client";

import { useId } from "react";
import { useFamilies } from "@/components/fleet/use-families";
import { ChoiceBar } from "@/components/forms/form-fields";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import { grouped } from "@/lib/kit/number-text";
import { ApPicker } from "./ap-picker";
import type { TargetChoice } from "./target";

export function TargetChooser({
  choice,
  onChange,
  errors,
}: {
  choice: TargetChoice;
  onChange: (choice: TargetChoice) => void;
  errors: readonly string[] | undefined;
}) {
  const families = useFamilies(null);
  const label = useId();
  const known = families.flatMap(({ family, total }) => {
    const value = imageFamilies.find((known) => known === family);
    return value === undefined ? [] : [{ value, label: `${family} (${grouped(total)})` }];
  });
  return (
    <section aria-labelledby={label} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h3 id={label} className="font-medium">
          Target
        </h3>
        <ChoiceBar
          legend="Target"
          value={choice.of}
          onChange={(of) => onChange({ ...choice, of })}
          options={[
            { value: "aps", label: "Selected access points" },
            { value: "family", label: "Image family" },
            { value: "fleet", label: "All access points" },
          ]}
        />
      </div>
      {choice.of === "aps" && (
        <ApPicker
          selected={choice.apIds}
          onChange={(apIds) => onChange({ ...choice, apIds })}
          errors={errors}
        />
      )}
      {choice.of === "family" && (
        <Field label="Image family" errors={errors} className="max-w-xs">
          {(control) => (
            <Select<ImageFamily | "">
              {...control}
              value={choice.family ?? ""}
              onValueChange={(family) => onChange({ ...choice, family: family === "" ? undefined : family })}
              options={known}
            />
          )}
        </Field>
      )}
    </section>
  );
}
