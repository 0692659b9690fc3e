/** The dialogs of an uploaded image: add it to the image repository, or discard it. */
"use client";

import { checkField } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FileName } from "@/components/ui/file-name";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { imageSetNameSchema } from "@/lib/contracts/images";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";

export function CopyUploadedDialog({ image, onClose }: { image: UploadedImage; onClose: () => void }) {
  const run = useCommand();
  const form = useForm({
    base: { to: image.name },
    check: ({ to }) => checkField("to", imageSetNameSchema, to),
    save: (to) => run("images.copy-uploaded", { name: image.name, to }),
    onSaved: () => {
      notify("Copying to the image repository", {
        tone: "info",
        body: "Image Repository shows the progress.",
      });
      onClose();
    },
  });
  return (
    <FormDialog
      title="Add to the image repository"
      submitLabel="Add image set"
      canSubmit
      width="sm"
      form={form}
      onClose={onClose}
    >
      <TextField
        form={form}
        name="to"
        label="Image set name"
        hint="The files are copied. The image servers then serve them under this name."
      />
    </FormDialog>
  );
}

export function DiscardUploadedDialog({
  image,
  open,
  onClose,
}: {
  image: UploadedImage;
  open: boolean;
  onClose: () => void;
}) {
  const run = useCommand();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Discard the uploaded image?"
      confirmLabel="Discard"
      danger
      onConfirm={() => run("images.discard-uploaded", { name: image.name })}
    >
      <p>
        This deletes <FileName name={image.name} className="font-medium text-ink" /> from the controller. You
        can&apos;t undo this.
      </p>
      {image.isInUse && (
        <p className="text-warn-text">
          The saved profile uses it. A running upgrade, and access points that join later, will lack the
          images until you upload them again.
        </p>
      )}
    </ConfirmDialog>
  );
}
