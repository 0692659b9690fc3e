/** Imports images: select files, name the set, upload; and the uploads and imports in progress. */
"use client";

import { useEffect, useRef, useState } from "react";
import { DropZone } from "@/components/ui/drop-zone";
import { FileName } from "@/components/ui/file-name";
import { Panel } from "@/components/ui/panel";
import { notify } from "@/components/ui/toast-store";
import { UploadList } from "@/components/uploads/upload-list";
import { loadSchemas } from "@/lib/client/schemas";
import { uploads } from "@/lib/client/uploads/uploads";
import type { ImageSet } from "@/lib/contracts/images";
import { type SelectedFiles, sortFiles, uploadRequests } from "./chosen-files";
import { ChosenForm } from "./chosen-form";

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
  const choose = (files: File[]) => {
    if (files.length === 0) return;
    const taken = sets.map((set) => set.name);
    // Names are proposed and checked from here on.
    loadSchemas().then(
      () => setChosen(sortFiles(files, taken)),
      () =>
        notify("The console did not respond", {
          tone: "fail",
          body: "Select the files again when the connection is back.",
        }),
    );
  };
  const send = () => {
    if (!chosen) return;
    for (const request of uploadRequests(chosen)) uploads.begin(request);
    setChosen(null);
  };
  return (
    <Panel title="Import images" flush>
      <div className="p-4" ref={box}>
        {chosen === null ? (
          <DropZone disabled={disabled} onFiles={choose}>
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
      <UploadList into="repository" disabled={disabled} />
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
