/** The fields of the image download profile for the chosen mode. */
"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { modeForm } from "./modes/all-forms";
import type { ModeFieldsProps } from "./modes/mode-form";

const options = downloadModes.map((mode) => ({ value: mode, label: modeContracts[mode].label }));

export function ProfileFields({
  onMode,
  ...props
}: ModeFieldsProps & { onMode: (mode: DownloadMode) => void }) {
  const { draft, disabled } = props;
  const { Fields, hint } = modeForm(draft.mode);
  return (
    <>
      <Field label="Mode" hint={hint}>
        {(control) => (
          <Select
            {...control}
            value={draft.mode}
            onValueChange={onMode}
            options={options}
            disabled={disabled}
          />
        )}
      </Field>
      <Fields {...props} />
    </>
  );
}
