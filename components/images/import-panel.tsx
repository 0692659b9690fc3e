/** How images come in: drop or choose, name, upload, import; and what is under way. */
"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { DropZone } from "@/components/ui/drop-zone";
import { FileName } from "@/components/ui/file-name";
import { Panel } from "@/components/ui/panel";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { useLive } from "@/lib/client/stream/live-context";
import { discardUpload } from "@/lib/client/uploads/upload-connection";
import { uploads, useUploads } from "@/lib/client/uploads/uploads";
import { faultOf } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import { uploadKindOf } from "@/lib/contracts/uploads";
import { type Chosen, sortChosen, wishesOf } from "./chosen-files";
import { ChosenForm } from "./chosen-form";
import type { ImageActions } from "./image-actions";
import { ImportItem } from "./import-item";
import { hasEnded, type ImportView, importViews } from "./import-view";

export function ImportPanel({
  sets,
  imagesDir,
  disabled,
  actions,
}: {
  sets: readonly ImageSet[];
  /** Where files can be copied to by hand; null while it is not known. */
  imagesDir: string | null;
  disabled: boolean;
  actions: ImageActions;
}) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef(false);
  const choosing = chosen === null;
  // The control that had the focus is gone when the form comes or goes: lead the keyboard to what took its place.
  useEffect(() => {
    if (seen.current !== !choosing)
      box.current?.querySelector<HTMLElement>("input:not([type=file]), button")?.focus();
    seen.current = !choosing;
  }, [choosing]);
  const send = () => {
    if (!chosen) return;
    for (const wish of wishesOf(chosen)) uploads.begin(wish);
    setChosen(null);
  };
  return (
    <Panel title="Import images" flush>
      <div className="p-4" ref={box}>
        {chosen === null ? (
          <DropZone
            disabled={disabled}
            onFiles={(files) =>
              files.length > 0 &&
              setChosen(
                sortChosen(
                  files,
                  sets.map((set) => set.name),
                ),
              )
            }
          >
            <p>Drop a bundle (.zip) here, or single image files.</p>
            <p className="text-[0.8125rem] text-ink-3">A broken upload goes on where it stopped.</p>
          </DropZone>
        ) : (
          <ChosenForm
            chosen={chosen}
            sets={sets}
            disabled={disabled}
            onChange={setChosen}
            onUpload={send}
            onClear={() => setChosen(null)}
          />
        )}
        <OtherWays imagesDir={imagesDir} />
      </div>
      <ImportList disabled={disabled} actions={actions} />
    </Panel>
  );
}

function OtherWays({ imagesDir }: { imagesDir: string | null }) {
  return (
    <p className="mt-3 text-[0.8125rem] text-ink-3">
      On this machine also: <code className="code text-ink-2">npm run import -- &lt;zip or folder&gt;</code>
      {imagesDir !== null && (
        <>
          , or copy the unzipped files into a new folder of{" "}
          <FileName name={imagesDir} className="text-ink-2" />
        </>
      )}
      .
    </p>
  );
}

type ListProps = { disabled: boolean; actions: ImageActions };

const ImportList = (props: ListProps) => (useTopic("imports") === "ready" ? <ReadyList {...props} /> : null);

function ReadyList({ disabled, actions }: ListProps) {
  const { store } = useLive();
  const rows = useRows("imports");
  const locals = useUploads();
  // What ended well before this visit is seen in its set below, and what was canceled is of no interest any more.
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        store
          .keys("imports")
          .filter((key) => ["done", "canceled"].includes(store.row("imports", key)?.phase ?? "")),
      ),
  );
  const views = useMemo(() => importViews(rows, locals, dismissed), [rows, locals, dismissed]);
  if (views.length === 0) return null;

  const dismiss = (view: ImportView) => {
    if (view.localKey !== null) uploads.forget(view.localKey);
    // The engine keeps its row; here it is out of sight.
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
          onCancel={(v) => cancel(v, actions)}
          onResume={(v) => v.localKey !== null && uploads.resume(v.localKey)}
          onGoOnWith={goOnWith}
          onDismiss={dismiss}
        />
      ))}
      {ended.length > 1 && (
        <li className="px-4 py-2 text-right">
          <button
            type="button"
            className="rounded text-[0.8125rem] text-accent-text hover:underline"
            onClick={() => {
              for (const view of ended) if (view.localKey !== null) uploads.forget(view.localKey);
              setDismissed(
                new Set([...dismissed, ...ended.flatMap((v) => (v.id === null ? [v.key] : [v.key, v.id]))]),
              );
            }}
          >
            Dismiss all that ended
          </button>
        </li>
      )}
    </ul>
  );
}

async function cancel(view: ImportView, actions: ImageActions) {
  const imports = view.phase === "reading" || view.phase === "unpacking" || view.phase === "publishing";
  if (imports && view.id !== null) {
    const answer = await actions.cancelImport({ id: view.id });
    return answer.ok ? null : answer.fault;
  }
  if (view.localKey !== null) {
    await uploads.cancel(view.localKey);
    return null;
  }
  return await discardUpload(view.id ?? "").then(
    () => null,
    (thrown: unknown) => faultOf(thrown),
  );
}

function goOnWith(view: ImportView, file: File): void {
  const kind = uploadKindOf(file.name) ?? "bundle";
  if (view.id !== null) uploads.begin({ file, setName: view.setName, kind, resumeId: view.id });
}
