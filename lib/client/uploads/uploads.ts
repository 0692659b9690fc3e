/** The one upload manager of this tab, and the guard against leaving while it sends. */
"use client";

import { useEffect, useSyncExternalStore } from "react";
import { openTusConnection } from "./upload-connection";
import { type LocalUpload, UploadManager } from "./upload-manager";

export const uploads = new UploadManager(openTusConnection);

const NONE: readonly LocalUpload[] = [];

export function useUploads(): readonly LocalUpload[] {
  const list = useSyncExternalStore(uploads.subscribe, uploads.read, () => NONE);
  useEffect(() => {
    // Stays while the tab lives: uploads go on when the operator looks at another page.
    window.addEventListener("beforeunload", askBeforeLeaving);
  }, []);
  return list;
}

function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (uploads.isSending) event.preventDefault();
}
