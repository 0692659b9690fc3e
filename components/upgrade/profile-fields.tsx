/** The fields of the image download profile, for the mode that is chosen. */
"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SwitchField } from "@/components/ui/switch-field";
import { Tooltip } from "@/components/ui/tooltip";
import { type DownloadMode, downloadModes, foldImagePath, standardPort } from "@/lib/contracts/profile";
import type { CheckedDraft, DraftField, ProfileDraft } from "./profile-draft";
import type { KnownPassword } from "./use-profile-form";

const modes = downloadModes.map(({ mode, label }) => ({ value: mode, label }));

export function ProfileFields({
  draft,
  errors,
  refused,
  knownPassword,
  insist,
  disabled,
  onChange,
  onMode,
}: {
  draft: ProfileDraft;
  errors: CheckedDraft["errors"];
  /** What the engine said of fields that looked right here. */
  refused: Record<string, readonly string[]> | undefined;
  knownPassword: KnownPassword;
  /** An attempt to save was made: every field says what is wrong with it, also those not visited yet. */
  insist: boolean;
  disabled: boolean;
  onChange: (part: Partial<ProfileDraft>) => void;
  onMode: (mode: DownloadMode) => void;
}) {
  const [visited, setVisited] = useState<Partial<Record<DraftField, true>>>({});
  const visit = (field: DraftField) => () => setVisited((before) => ({ ...before, [field]: true }));
  // An empty field is not scolded before one has left it; what is typed is judged as it stands.
  const told = (field: DraftField) =>
    refused?.[field] ?? (insist || visited[field] || draft[field] !== "" ? errors[field] : undefined);
  const change = (mode: DownloadMode) => {
    setVisited({});
    onMode(mode);
  };
  const folded = draft.imagePath.includes("\\") ? foldImagePath(draft.imagePath) : undefined;
  return (
    <>
      <Field
        label="Mode"
        hint={
          draft.mode === "sftp" &&
          "Only the controller connects to the server. It forwards the images to the access points."
        }
      >
        {(control) => (
          <Select
            {...control}
            value={draft.mode}
            onValueChange={change}
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
        <Field label="Service port" errors={told("servicePort")} hint={<PortHint mode={draft.mode} />}>
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
      {draft.mode === "sftp" && (
        <div className="grid gap-4 sm:grid-cols-2 sm:gap-3 xl:grid-cols-1 2xl:grid-cols-2">
          <Field label="User Name" errors={told("userName")}>
            {(control) => (
              <Input
                {...control}
                code
                name="userName"
                maxLength={64}
                value={draft.userName}
                disabled={disabled}
                onChange={(event) => onChange({ userName: event.target.value })}
                onBlur={visit("userName")}
              />
            )}
          </Field>
          <Field label="Password" errors={told("password")} hint={passwordHint(knownPassword)}>
            {(control) => (
              <Input
                {...control}
                type="password"
                name="password"
                autoComplete="new-password"
                placeholder={knownPassword === null ? undefined : "stored"}
                value={draft.password}
                disabled={disabled}
                onChange={(event) => onChange({ password: event.target.value })}
                onBlur={visit("password")}
              />
            )}
          </Field>
        </div>
      )}
      <SwitchField
        label="Parallel Mode"
        hint={PARALLEL[draft.mode][draft.parallelMode ? "on" : "off"]}
        checked={draft.parallelMode}
        disabled={disabled}
        onChange={(parallelMode) => onChange({ parallelMode })}
      />
    </>
  );
}

function passwordHint(known: KnownPassword): string {
  if (known === "stored") return "Stored encrypted, shown to nobody. Empty keeps it.";
  if (known === "made") return "This console made this user's password and knows it. Leave it empty.";
  return "It is stored encrypted and shown to nobody.";
}

const REAL_PORTS: Record<DownloadMode, string> = {
  tftp: "A real controller has no such field, it uses the protocol's own port.",
  sftp: "A real controller calls it Port Number and takes 22 only.",
};

const PortHint = ({ mode }: { mode: DownloadMode }) => (
  <Tooltip
    content={`${REAL_PORTS[mode]} Empty is automatic: this console's own server when the address is this host, else ${standardPort(mode)}.`}
  >
    <button type="button" className="text-left underline decoration-dotted underline-offset-2">
      Lab addition
    </button>
  </Tooltip>
);

const PARALLEL: Record<DownloadMode, { on: string; off: string }> = {
  tftp: {
    on: "The image masters of all families fetch at the same time.",
    off: "The image masters fetch from the server one after another.",
  },
  sftp: {
    on: "The controller fetches the images of all families at the same time.",
    off: "The controller fetches one family's image after another.",
  },
};
