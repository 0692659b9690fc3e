/** The upload manager of this tab, and the question before the user leaves the page during an upload. */
"use client";

import { useEffect, useSyncExternalStore } from "react";
import { openTusConnection } from "./upload-connection";
import { type LocalUpload, UploadManager } from "./upload-manager";

/** The uploads of this tab. */
export const uploads = new UploadManager(openTusConnection);

const NONE: readonly LocalUpload[] = [];

/** The list of uploads, updated on every change. */
export function useUploads(): readonly LocalUpload[] {
  const list = useSyncExternalStore(uploads.subscribe, uploads.read, () => NONE);
  useEffect(() => {
    // Never removed: uploads continue while the user opens other pages.
    window.addEventListener("beforeunload", askBeforeLeaving);
  }, []);
  return list;
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (uploads.isSending) event.preventDefault();
}
