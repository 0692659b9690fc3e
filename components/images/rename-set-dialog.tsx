/** Renames an image set, and with it the folder on the image servers. */
"use client";

import { checkField } from "@/components/forms/draft";
import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { FileName } from "@/components/ui/file-name";
import { useCommand } from "@/lib/client/commands";
import { type ImageSet, imageSetNameSchema } from "@/lib/contracts/images";

export function RenameSetDialog({
  set,
  profilePath,
  onClose,
}: {
  set: ImageSet;
  profilePath: string | null;
  onClose: () => void;
}) {
  const run = useCommand();
  const form = useForm({
    base: { to: set.name },
    check: ({ to }) => checkField("to", imageSetNameSchema, to),
    save: (to) => run("images.rename", { set: set.name, to }),
    onSaved: onClose,
  });
  return (
    <FormDialog
      title="Rename image set"
      submitLabel="Rename"
      canSubmit={form.isDirty}
      width="sm"
      form={form}
      onClose={onClose}
    >
      <TextField
        form={form}
        name="to"
        label="Name"
        hint="The folder name on the image servers, used as the Image Path of a profile."
      />
      {profilePath !== null && (
        <p className="text-[0.8125rem] text-warn-text">
          The saved profile uses the Image Path <FileName name={profilePath} />. Update it after you rename
          the set.
        </p>
      )}
    </FormDialog>
  );
}
