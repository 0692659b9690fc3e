/** The fields of the image download profile for the chosen mode. */
"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import type { DraftField, ProfileDraft } from "./draft-fields";
import { modeForm } from "./modes/all-forms";
import type { KnownPassword } from "./modes/mode-form";
import type { CheckedDraft } from "./profile-draft";

const options = downloadModes.map((mode) => ({ value: mode, label: modeContracts[mode].label }));

export function ProfileFields({
  draft,
  errors,
  refused,
  knownPassword,
  showAllErrors,
  disabled,
  onChange,
  onMode,
}: {
  draft: ProfileDraft;
  errors: CheckedDraft["errors"];
  /** The engine's errors on fields that passed the checks here. */
  refused: Record<string, readonly string[]> | undefined;
  knownPassword: KnownPassword;
  /** True after an attempt to save: every field shows its error, even one that was not visited. */
  showAllErrors: boolean;
  disabled: boolean;
  onChange: (part: Partial<ProfileDraft>) => void;
  onMode: (mode: DownloadMode) => void;
}) {
  const [visited, setVisited] = useState<Partial<Record<DraftField, true>>>({});
  const onLeave = (field: DraftField) => () => setVisited((before) => ({ ...before, [field]: true }));
  // An empty field shows no error before the operator has left it once.
  const errorsOf = (field: DraftField) =>
    refused?.[field] ?? (showAllErrors || visited[field] || draft[field] !== "" ? errors[field] : undefined);
  const changeMode = (mode: DownloadMode) => {
    setVisited({});
    onMode(mode);
  };
  const { Fields, hint } = modeForm(draft.mode);
  return (
    <>
      <Field label="Mode" hint={hint}>
        {(control) => (
          <Select
            {...control}
            value={draft.mode}
            onValueChange={changeMode}
            options={options}
            disabled={disabled}
          />
        )}
      </Field>
      <Fields
        draft={draft}
        disabled={disabled}
        knownPassword={knownPassword}
        onChange={onChange}
        errorsOf={errorsOf}
        onLeave={onLeave}
      />
    </>
  );
}
