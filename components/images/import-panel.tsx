/** Imports images: select files, name the set, upload; and the uploads and imports in progress. */
"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { DropZone } from "@/components/ui/drop-zone";
import { FileName } from "@/components/ui/file-name";
import { Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { useLive } from "@/lib/client/stream/live-context";
import { discardUpload } from "@/lib/client/uploads/upload-connection";
import { uploads, useUploads } from "@/lib/client/uploads/uploads";
import type { RunCommand } from "@/lib/contracts/commands";
import { type Fault, faultOf } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import { uploadKindOf } from "@/lib/contracts/uploads";
import { type SelectedFiles, sortFiles, uploadRequests } from "./chosen-files";
import { ChosenForm } from "./chosen-form";
import { ImportItem } from "./import-item";
import { hasEnded, type ImportView, importViews } from "./import-view";

export function ImportPanel({
  sets,
  imagesDir,
  disabled,
}: {
  sets: readonly ImageSet[];
  /** The folder to copy files into; null while unknown. */
  imagesDir: string | null;
  disabled: boolean;
}) {
  const [chosen, setChosen] = useState<SelectedFiles | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef(false);
  const choosing = chosen === null;
  // The focused control disappears with its form: move the focus to what replaces it.
  useEffect(() => {
    if (seen.current !== !choosing)
      box.current?.querySelector<HTMLElement>("input:not([type=file]), button")?.focus();
    seen.current = !choosing;
  }, [choosing]);
  const send = () => {
    if (!chosen) return;
    for (const request of uploadRequests(chosen)) uploads.begin(request);
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
                sortFiles(
                  files,
                  sets.map((set) => set.name),
                ),
              )
            }
          >
            <p>Drop a bundle (.zip) or single image files here.</p>
            <p className="text-[0.8125rem] text-ink-3">Interrupted uploads resume.</p>
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
        <ImportHint imagesDir={imagesDir} />
      </div>
      <ImportList disabled={disabled} />
    </Panel>
  );
}

function ImportHint({ imagesDir }: { imagesDir: string | null }) {
  return (
    <p className="mt-3 text-[0.8125rem] text-ink-3">
      On this machine, you can also run{" "}
      <code className="code text-ink-2">npm run import -- &lt;zip or folder&gt;</code>
      {imagesDir !== null && (
        <>
          {" "}
          or copy the unzipped files into a new folder in <FileName name={imagesDir} className="text-ink-2" />
        </>
      )}
      .
    </p>
  );
}

type ListProps = { disabled: boolean };

const ImportList = (props: ListProps) => (useTopic("imports") === "ready" ? <ReadyList {...props} /> : null);

function ReadyList({ disabled }: ListProps) {
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
  const views = useMemo(() => importViews(rows, locals, dismissed), [rows, locals, dismissed]);
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
            className="rounded text-[0.8125rem] text-accent-text hover:underline"
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
  return await discardUpload(view.id ?? "").then(
    () => null,
    (thrown: unknown) => faultOf(thrown),
  );
}

function resumeWith(view: ImportView, file: File): void {
  const kind = uploadKindOf(file.name) ?? "bundle";
  if (view.id !== null) uploads.begin({ file, setName: view.setName, kind, resumeId: view.id });
}
