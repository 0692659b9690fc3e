/** The fields of the image download profile, for the mode that is chosen. */
"use client";

import { useId, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Tooltip } from "@/components/ui/tooltip";
import { downloadModes, foldImagePath } from "@/lib/contracts/profile";
import type { CheckedDraft, DraftField, ProfileDraft } from "./profile-draft";

const modes = downloadModes.map(({ mode, label }) => ({ value: mode, label }));

export function ProfileFields({
  draft,
  errors,
  insist,
  disabled,
  onChange,
}: {
  draft: ProfileDraft;
  errors: CheckedDraft["errors"];
  /** An attempt to save was made: every field says what is wrong with it, also those not visited yet. */
  insist: boolean;
  disabled: boolean;
  onChange: (part: Partial<ProfileDraft>) => void;
}) {
  const [visited, setVisited] = useState<Partial<Record<DraftField, true>>>({});
  const visit = (field: DraftField) => () => setVisited((before) => ({ ...before, [field]: true }));
  // An empty field is not scolded before one has left it; what is typed is judged as it stands.
  const told = (field: DraftField) =>
    insist || visited[field] || draft[field] !== "" ? errors[field] : undefined;
  const folded = draft.imagePath.includes("\\") ? foldImagePath(draft.imagePath) : undefined;
  return (
    <>
      <Field label="Mode">
        {(control) => (
          <Select
            {...control}
            value={draft.mode}
            onValueChange={(mode) => onChange({ mode })}
            options={modes}
            disabled={disabled}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7.25rem] sm:gap-3">
        <Field label="Image Server (IPv4/IPv6)" errors={told("imageServer")}>
          {(control) => (
            <Input
              {...control}
              code
              name="imageServer"
              inputMode="url"
              placeholder="192.0.2.10"
              value={draft.imageServer}
              disabled={disabled}
              onChange={(event) => onChange({ imageServer: event.target.value })}
              onBlur={visit("imageServer")}
            />
          )}
        </Field>
        <Field label="Service port" errors={told("servicePort")} hint={<PortHint />}>
          {(control) => (
            <Input
              {...control}
              code
              name="servicePort"
              inputMode="numeric"
              placeholder="automatic"
              value={draft.servicePort}
              disabled={disabled}
              onChange={(event) => onChange({ servicePort: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label="Image Path"
        errors={told("imagePath")}
        hint={
          folded === undefined ? (
            "The folder with the unzipped images. The controller appends the image's name."
          ) : (
            <>
              Backslashes are written as slashes: <span className="code text-ink-2">{folded || "/"}</span>
            </>
          )
        }
      >
        {(control) => (
          <Input
            {...control}
            code
            name="imagePath"
            placeholder="EWC_17_12_1"
            value={draft.imagePath}
            disabled={disabled}
            onChange={(event) => onChange({ imagePath: event.target.value })}
            onBlur={visit("imagePath")}
          />
        )}
      </Field>
      <ParallelMode
        checked={draft.parallelMode}
        disabled={disabled}
        onChange={(parallelMode) => onChange({ parallelMode })}
      />
    </>
  );
}

const PortHint = () => (
  <Tooltip content="A real controller has no such field, it uses the protocol's own port. Empty is automatic: this console's own server when the address is this host, else 69.">
    <button type="button" className="text-left underline decoration-dotted underline-offset-2">
      Lab addition
    </button>
  </Tooltip>
);

function ParallelMode(props: { checked: boolean; disabled: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <label htmlFor={id} className="font-medium">
          Parallel Mode
        </label>
        <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-3">
          {props.checked
            ? "The image masters of all families fetch at the same time."
            : "The image masters fetch from the server one after another."}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={props.checked}
        disabled={props.disabled}
        onCheckedChange={props.onChange}
      />
    </div>
  );
}
