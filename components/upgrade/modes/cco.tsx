/** CCO mode on the Software Upgrade page. */
"use client";

import dynamic from "next/dynamic";
import { FieldsPending } from "./fields-pending";
import { ImageMaster } from "./image-master";
import type { ModeForm } from "./mode-form";

/** Loaded in this mode only. */
const CcoFields = dynamic(() => import("./cco-fields").then((part) => part.CcoFields), {
  loading: FieldsPending,
});

export const ccoForm: ModeForm<"cco"> = {
  hint: "Image masters and controller download over HTTPS from a software download service.",
  Fields: CcoFields,
  draftFields: ({ userName, checksAutomatically, softwareVersion, serviceUrl, parallelMode }) => ({
    userName,
    checksAutomatically,
    softwareVersion,
    serviceUrl: serviceUrl ?? "",
    parallelMode,
  }),
  orderOf: ({ passwordStored: _, release: __, ...fields }) => ({ ...fields, password: "" }),
  fetcherTitle: "Image master",
  Fetcher: ImageMaster,
};
