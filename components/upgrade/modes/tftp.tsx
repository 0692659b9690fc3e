/** TFTP mode on the Software Upgrade page. */
"use client";

import { Crown } from "lucide-react";
import {
  AdvancedFields,
  ImageServerFields,
  imageServerDraft,
  ParallelModeField,
  PortField,
} from "./image-server-fields";
import type { ModeFetcher, ModeFieldsProps, ModeForm } from "./mode-form";

function TftpFields(props: ModeFieldsProps) {
  return (
    <>
      <ImageServerFields {...props} />
      <ParallelModeField
        {...props}
        on="The image masters of all families download at the same time."
        off="The image masters download one after another."
      />
      <AdvancedFields isFilled={props.draft.servicePort !== ""}>
        <PortField
          {...props}
          label="Service port"
          note="A real controller has no such field. It uses UDP port 69."
        />
      </AdvancedFields>
    </>
  );
}

const ImageMaster: ModeFetcher = ({ family: { master } }) =>
  master === null ? (
    <span className="text-ink-3">–</span>
  ) : (
    <span className="flex min-w-0 items-center gap-1.5">
      <Crown className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="truncate">{master}</span>
    </span>
  );

export const tftpForm: ModeForm<"tftp"> = {
  hint: undefined,
  Fields: TftpFields,
  draftFields: imageServerDraft,
  fetcherTitle: "Image master",
  Fetcher: ImageMaster,
};
