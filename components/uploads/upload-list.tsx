/** The uploads and imports to one target, in progress or ended, with their controls. */
"use client";

import { useMemo, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { thrownFault } from "@/lib/client/schemas";
import { useLive } from "@/lib/client/stream/live-context";
import { discardUpload } from "@/lib/client/uploads/upload-connection";
import { uploads, useUploads } from "@/lib/client/uploads/uploads";
import type { RunCommand } from "@/lib/contracts/commands";
import type { Fault } from "@/lib/contracts/fault";
import type { UploadTarget } from "@/lib/contracts/images";
import { uploadKindOf } from "@/lib/contracts/uploads";
import { ImportItem } from "./import-item";
import { hasEnded, type ImportView, importViews } from "./import-view";

type ListProps = {
  /** Only uploads to this target are listed. */
  into: UploadTarget;
  /** False where what has arrived is shown in another way. */
  showsDone?: boolean;
  disabled: boolean;
};

/** Nothing while there is none. */
export const UploadList = (props: ListProps) =>
  useTopic("imports") === "ready" ? <ReadyList {...props} /> : null;

function ReadyList({ into, showsDone = true, disabled }: ListProps) {
  const run = useCommand();
  const { store } = useLive();
  const rows = useRows("imports");
  const locals = useUploads();
  // Imports that were done or canceled before this visit are not shown.
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        store
          .keys("imports")
          .filter((key) => ["done", "canceled"].includes(store.row("imports", key)?.phase ?? "")),
      ),
  );
  const views = useMemo(
    () =>
      importViews(rows, locals, dismissed).filter(
        ({ phase, ...view }) =>
          view.into === into && (showsDone || (phase !== "done" && phase !== "canceled")),
      ),
    [rows, locals, dismissed, into, showsDone],
  );
  if (views.length === 0) return null;

  const dismiss = (view: ImportView) => {
    if (view.localKey !== null) uploads.forget(view.localKey);
    // The engine keeps its row; this page only hides it.
    setDismissed(new Set([...dismissed, view.key, ...(view.id === null ? [] : [view.id])]));
  };
  const ended = views.filter((view) => hasEnded(view.phase));
  return (
    <ul aria-label="Uploads and imports" className="divide-y divide-line border-line border-t">
      {views.map((view) => (
        <ImportItem
          key={view.key}
          view={view}
          disabled={disabled}
          onCancel={(v) => cancel(v, run)}
          onResume={(v) => v.localKey !== null && uploads.resume(v.localKey)}
          onResumeWith={resumeWith}
          onDismiss={dismiss}
        />
      ))}
      {ended.length > 1 && (
        <li className="px-4 py-2 text-right">
          <button
            type="button"
            className="text-target rounded text-[0.8125rem] text-accent-text hover:underline"
            onClick={() => {
              for (const view of ended) if (view.localKey !== null) uploads.forget(view.localKey);
              setDismissed(
                new Set([...dismissed, ...ended.flatMap((v) => (v.id === null ? [v.key] : [v.key, v.id]))]),
              );
            }}
          >
            Dismiss all finished
          </button>
        </li>
      )}
    </ul>
  );
}

async function cancel(view: ImportView, run: RunCommand): Promise<Fault | null> {
  const imports = view.phase === "reading" || view.phase === "unpacking" || view.phase === "publishing";
  if (imports && view.id !== null) {
    const answer = await run("images.cancel-import", { id: view.id });
    return answer.ok ? null : answer.fault;
  }
  if (view.localKey !== null) {
    await uploads.cancel(view.localKey);
    return null;
  }
  return await discardUpload(view.id ?? "").then(() => null, thrownFault);
}

function resumeWith(view: ImportView, file: File): void {
  const kind = uploadKindOf(file.name) ?? "bundle";
  const { id, setName, into } = view;
  if (id !== null) uploads.begin({ file, setName, kind, into, resumeId: id });
}
