/** SFTP mode on the Software Upgrade page. */
"use client";

import { ImageServerFields, imageServerDraft, ParallelModeField, PortField } from "./image-server-fields";
import { LoginFields } from "./login-fields";
import type { ModeFieldsProps, ModeForm } from "./mode-form";

function SftpFields(props: ModeFieldsProps) {
  return (
    <>
      <ImageServerFields
        {...props}
        besideServer={
          <PortField {...props} label="Port Number" note="A real controller accepts only port 22 here." />
        }
      />
      <LoginFields {...props} />
      <ParallelModeField
        {...props}
        on="The controller downloads the images of all families at the same time."
        off="The controller downloads the images of the families one after another."
      />
    </>
  );
}

export const sftpForm: ModeForm<"sftp"> = {
  hint: "Only the controller connects to the server. It forwards the images to the access points.",
  Fields: SftpFields,
  draftFields: (profile) => ({ ...imageServerDraft(profile), userName: profile.userName }),
  orderOf: ({ passwordStored: _, ...fields }) => ({ ...fields, password: "" }),
  fetcherTitle: "Downloaded by",
  Fetcher: () => "Controller",
};
