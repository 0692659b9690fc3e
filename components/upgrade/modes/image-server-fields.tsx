/** The fields of modes with an image server: address, port and folder. */
"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SwitchField } from "@/components/ui/switch-field";
import { Tooltip } from "@/components/ui/tooltip";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { foldImagePath } from "@/lib/contracts/profile-fields";
import { type ProfileDraft, rootAsSlash } from "../draft-fields";
import { ImagePathInput } from "../image-path-input";
import type { ModeFieldsProps } from "./mode-form";

type ImageServerProfile = {
  imageServer: string;
  imagePath: string;
  servicePort: number | null;
  parallelMode: boolean;
};

/** A stored profile as it stands in these fields. */
export const imageServerDraft = (profile: ImageServerProfile): Partial<ProfileDraft> => ({
  imageServer: profile.imageServer,
  imagePath: rootAsSlash(profile.imagePath),
  servicePort: profile.servicePort === null ? "" : String(profile.servicePort),
  parallelMode: profile.parallelMode,
});

/** @param portOnRealController one sentence on what a real controller has in place of the port field */
export function ImageServerFields(props: ModeFieldsProps & { portOnRealController: string }) {
  const { draft, disabled, onChange, errorsOf, portOnRealController } = props;
  const folded = draft.imagePath.includes("\\") ? foldImagePath(draft.imagePath) : undefined;
  const { standardPort } = modeContracts[draft.mode];
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7.25rem] sm:gap-3">
        <Field label="Image Server (IPv4/IPv6)" errors={errorsOf("imageServer")}>
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
            />
          )}
        </Field>
        <Field
          label="Service port"
          errors={errorsOf("servicePort")}
          hint={
            <Tooltip
              content={`${portOnRealController} Leave blank to use the port of this console's own server if the address is this host, otherwise ${standardPort}.`}
            >
              <button
                type="button"
                className="min-h-6 text-left underline decoration-dotted underline-offset-2"
              >
                Not on a real EWC
              </button>
            </Tooltip>
          }
        >
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
        errors={errorsOf("imagePath")}
        hint={
          folded === undefined ? (
            "The folder that holds the unzipped images. The controller appends the image name."
          ) : (
            <>
              Backslashes are stored as slashes: <span className="code text-ink-2">{folded || "/"}</span>
            </>
          )
        }
      >
        {(control) => (
          <ImagePathInput
            control={control}
            draft={draft}
            disabled={disabled}
            onChange={(imagePath) => onChange({ imagePath })}
          />
        )}
      </Field>
    </>
  );
}

/** Parallel Mode, with what it means in this mode. */
export function ParallelModeField({
  draft,
  disabled,
  onChange,
  on,
  off,
}: Pick<ModeFieldsProps, "draft" | "disabled" | "onChange"> & { on: string; off: string }) {
  return (
    <SwitchField
      label="Parallel Mode"
      hint={draft.parallelMode ? on : off}
      checked={draft.parallelMode}
      disabled={disabled}
      onChange={(parallelMode) => onChange({ parallelMode })}
    />
  );
}
