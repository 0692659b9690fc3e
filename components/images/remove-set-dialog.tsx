/** Asks before an image set is deleted from the disk, and names what counts on it. */
"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FileName } from "@/components/ui/file-name";
import type { ImageSet } from "@/lib/contracts/images";
import { formatBytes } from "@/lib/kit/units";
import type { ImageActions } from "./image-actions";

export function RemoveSetDialog({
  set,
  profilePath,
  open,
  onClose,
  onRemove,
}: {
  set: ImageSet;
  profilePath: string | null;
  open: boolean;
  onClose: () => void;
  onRemove: ImageActions["remove"];
}) {
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Remove image set"
      confirmLabel="Remove set"
      danger
      onConfirm={() => onRemove({ set: set.name })}
    >
      <p>
        <FileName name={set.name} className="font-medium text-ink" /> and its {set.files.length} files (
        {formatBytes(set.sizeBytes)}) are deleted from the disk. This cannot be taken back.
      </p>
      {profilePath !== null && (
        <p className="text-warn-text">
          The saved profile&apos;s Image Path is <FileName name={profilePath} />. Downloads will fail until
          the profile names another folder.
        </p>
      )}
      <p>Running transfers of its files end with an error.</p>
    </ConfirmDialog>
  );
}
