/** Confirms the removal of an image set and names what depends on it. */
"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FileName } from "@/components/ui/file-name";
import { useCommand } from "@/lib/client/commands";
import type { ImageSet } from "@/lib/contracts/images";
import { counted } from "@/lib/kit/text";
import { formatBytes } from "@/lib/kit/units";

export function RemoveSetDialog({
  set,
  profilePath,
  open,
  onClose,
}: {
  set: ImageSet;
  profilePath: string | null;
  open: boolean;
  onClose: () => void;
}) {
  const run = useCommand();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Remove image set"
      confirmLabel="Remove set"
      danger
      onConfirm={() => run("images.remove", { set: set.name })}
    >
      <p>
        This deletes <FileName name={set.name} className="font-medium text-ink" /> with{" "}
        {counted(set.files.length, "file")} ({formatBytes(set.sizeBytes)}) from disk. You can&apos;t undo
        this.
      </p>
      {profilePath !== null && (
        <p className="text-warn-text">
          The saved profile uses the Image Path <FileName name={profilePath} />. Downloads will fail until you
          change it.
        </p>
      )}
      <p>Running transfers of its files fail.</p>
    </ConfirmDialog>
  );
}
