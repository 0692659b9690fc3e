/** Desktop (HTTP) mode on the Software Upgrade page. */
"use client";

import dynamic from "next/dynamic";
import { FieldsPending } from "./fields-pending";
import type { ModeForm } from "./mode-form";

/** Loaded in this mode only, because of all that uploads need. */
const HttpFields = dynamic(() => import("./http-fields").then((part) => part.HttpFields), {
  loading: FieldsPending,
});

export const httpForm: ModeForm<"http"> = {
  hint: "You upload the images to the controller. It installs its own and sends the others to the access points.",
  Fields: HttpFields,
  draftFields: ({ upload }) => ({ upload: upload ?? "" }),
  orderOf: (profile) => (profile.upload === null ? undefined : profile),
  fetcherTitle: "Sent by",
  Fetcher: () => "Controller",
  previewTitle: "In the upload",
  isSavedByDownloadOnly: true,
};
