/** The fields of modes with an image server: address, port and folder. */
"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import { SwitchField } from "@/components/ui/switch-field";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { foldImagePath, rootAsSlash } from "@/lib/contracts/profile-fields";
import type { ProfileDraft } from "../draft-fields";
import { ImagePathInput } from "../image-path-input";
import { useOwnPort } from "../use-own-port";
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

/** @param besideServer a field that stands beside the server's address */
export function ImageServerFields({
  besideServer,
  ...props
}: ModeFieldsProps & { besideServer?: ReactNode }) {
  const { draft, disabled, onChange, errorsOf } = props;
  const folded = draft.imagePath.includes("\\") ? foldImagePath(draft.imagePath) : undefined;
  const server = (
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
  );
  return (
    <>
      {besideServer === undefined ? (
        server
      ) : (
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7.25rem] sm:gap-3">
          {server}
          {besideServer}
        </div>
      )}
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

/**
 * The port of the image server. Left blank it is automatic; the placeholder shows the port that counts then.
 * @param note what a real controller has in its place
 */
export function PortField({
  label,
  note,
  draft,
  disabled,
  onChange,
  errorsOf,
}: Omit<ModeFieldsProps, "knownPassword" | "order"> & { label: string; note: string }) {
  const standard = modeContracts[draft.mode].server?.standardPort;
  const own = useOwnPort(draft.mode, draft.imageServer.trim());
  const typed = draft.servicePort.trim();
  return (
    <Field
      label={label}
      errors={errorsOf("servicePort")}
      hint={
        typed !== "" &&
        typed !== String(standard) && (
          <Popover
            label="Not on a real EWC"
            trigger={
              <button
                type="button"
                className="min-h-6 text-left underline decoration-dotted underline-offset-2"
              >
                Not on a real EWC
              </button>
            }
          >
            <p className="max-w-72 text-[0.8125rem] text-ink-2">{note}</p>
          </Popover>
        )
      }
    >
      {(control) => (
        <Input
          {...control}
          code
          name="servicePort"
          inputMode="numeric"
          placeholder={String(own ?? standard)}
          value={draft.servicePort}
          disabled={disabled}
          onChange={(event) => onChange({ servicePort: event.target.value })}
        />
      )}
    </Field>
  );
}

/** Fields that a real controller does not have, closed until somebody wants them or one is filled in. */
export function AdvancedFields({ isFilled, children }: { isFilled: boolean; children: ReactNode }) {
  return (
    <details className="group rounded-md border border-line" open={isFilled || undefined}>
      <summary className="flex items-center gap-2 px-3 py-2 font-medium">
        <ChevronRight className="size-4 text-ink-3 transition-transform group-open:rotate-90" aria-hidden />
        Advanced
      </summary>
      <div className="flex flex-col gap-4 border-line border-t p-3">{children}</div>
    </details>
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
