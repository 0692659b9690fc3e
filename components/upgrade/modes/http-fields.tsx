/** The fields of Desktop (HTTP) mode: the upload, and what it contains against the fleet. */
"use client";

import { CircleAlert } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useFleetNeeds } from "@/components/fleet/use-fleet-needs";
import { Banner } from "@/components/ui/banner";
import { DropZone } from "@/components/ui/drop-zone";
import { UploadList } from "@/components/uploads/upload-list";
import { useIsConnected, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { useLive } from "@/lib/client/stream/live-context";
import { uploads, useUploads } from "@/lib/client/uploads/uploads";
import { chooseUpload } from "../uploaded/choose-upload";
import { UploadedImageCard } from "../uploaded/uploaded-image-card";
import type { ModeFieldsProps } from "./mode-form";

export function HttpFields({ draft, disabled, onChange, errorsOf }: ModeFieldsProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const isLoaded = useTopic("uploadedImages") === "ready";
  const images = useRows("uploadedImages").toSorted((a, b) => b.importedAt - a.importedAt);
  const arriving = useArriving();
  const { store } = useLive();
  const needs = useFleetNeeds();
  const isOff = disabled || !useIsConnected();
  const id = useId();
  const ready = images.filter(({ isReady }) => isReady).map(({ name }) => name);
  const newest = ready[0] ?? "";
  const seen = useRef<string>(undefined);
  // An upload that has just become ready is what the operator wants to use; a discarded one cannot be used any more.
  useEffect(() => {
    // The list of rows is empty until it has rendered once.
    if (!isLoaded || images.length !== store.keys("uploadedImages").length) return;
    const isWanted = seen.current !== newest || !ready.includes(draft.upload);
    seen.current = newest;
    if (isWanted && draft.upload !== newest) onChange({ upload: newest });
  });

  const choose = (files: File[]) => {
    const taken = [...images.map(({ name }) => name), ...arriving];
    const chosen = chooseUpload(files, images[0], taken);
    setProblem(chosen.problem);
    for (const request of chosen.uploads) uploads.begin(request);
  };
  const errors = errorsOf("upload");
  return (
    <section aria-labelledby={`${id}-label`} className="flex min-w-0 flex-col gap-3">
      <h3 id={`${id}-label`} className="font-medium text-ink">
        Images from this computer
      </h3>
      <DropZone disabled={isOff} onFiles={choose}>
        <p>Drop the bundle (.zip) or single images here.</p>
        <p className="text-[0.8125rem] text-ink-3">
          A new bundle takes the place of the present one. Interrupted uploads resume.
        </p>
      </DropZone>
      {problem !== null && <Banner tone="warn" live="alert" title={problem} />}
      {errors !== undefined && errors.length > 0 && newest === "" && (
        <p role="alert" className="flex gap-1.5 text-[0.8125rem] text-fail-text">
          <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
          {errors.join(" ")}
        </p>
      )}
      <div className="overflow-hidden rounded-md border border-line empty:hidden [&>ul]:border-t-0">
        <UploadList into="controller" showsDone={false} disabled={isOff} />
      </div>
      {needs !== undefined &&
        images.map((image) => (
          <UploadedImageCard
            key={image.name}
            image={image}
            needs={needs}
            isChosen={image.name === draft.upload}
            disabled={isOff}
            onChoose={() => onChange({ upload: image.name })}
          />
        ))}
    </section>
  );
}

/** The names of uploads to the controller that are still arriving. */
function useArriving(): string[] {
  useTopic("imports");
  const rows = useRows("imports").filter(({ into, endedAt }) => into === "controller" && endedAt === null);
  const locals = useUploads().filter(({ into, state }) => into === "controller" && state !== "canceled");
  return [...rows.map(({ name }) => name), ...locals.map(({ setName }) => setName)];
}
