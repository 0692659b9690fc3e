/** TFTP mode on the Software Upgrade page. */
"use client";

import { ImageMaster } from "./image-master";
import {
  AdvancedFields,
  ImageServerFields,
  imageServerDraft,
  ParallelModeField,
  PortField,
} from "./image-server-fields";
import type { ModeFieldsProps, ModeForm } from "./mode-form";

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

export const tftpForm: ModeForm<"tftp"> = {
  hint: undefined,
  Fields: TftpFields,
  draftFields: imageServerDraft,
  orderOf: (profile) => profile,
  fetcherTitle: "Image master",
  Fetcher: ImageMaster,
};
