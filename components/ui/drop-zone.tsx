/** An area to drop files on, with a button that opens the file dialog instead. */
"use client";

import { clsx } from "clsx";
import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "./button";

/** An area to drop files on. */
export function DropZone({
  onFiles,
  disabled,
  children,
}: {
  onFiles: (files: File[]) => void;
  disabled: boolean;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (disabled || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) onFiles([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same
    <div
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={(event) =>
        !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)
      }
      onDrop={drop}
      className={clsx(
        "flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md border border-dashed px-4 py-4 transition-colors",
        over ? "border-accent bg-accent-soft" : "border-line-strong bg-sunken",
      )}
    >
      <Upload className="hidden size-6 shrink-0 text-ink-3 sm:block" strokeWidth={1.5} aria-hidden />
      <div className="min-w-0 grow basis-60 text-ink-2">{children}</div>
      <FileButton onFiles={onFiles} disabled={disabled} multiple variant="primary">
        Choose files
      </FileButton>
    </div>
  );
}

/** A button that opens the browser's file dialog. */
export function FileButton({
  onFiles,
  disabled,
  multiple = false,
  variant = "secondary",
  size = "md",
  children,
}: {
  onFiles: (files: File[]) => void;
  disabled: boolean;
  multiple?: boolean;
  variant?: "primary" | "secondary";
  size?: "sm" | "md";
  children: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple={multiple}
        hidden
        aria-label={children}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // Without this, choosing the same file again fires no event.
          event.target.value = "";
        }}
      />
      <Button variant={variant} size={size} disabled={disabled} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
