/** Gives an image set, and so its folder on the servers, another name. */
"use client";

import { type SubmitEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { Field } from "@/components/ui/field";
import { FileName } from "@/components/ui/file-name";
import { Input } from "@/components/ui/input";
import type { Fault } from "@/lib/contracts/fault";
import { type ImageSet, imageSetNameSchema } from "@/lib/contracts/images";
import type { ImageActions } from "./image-actions";

export function RenameSetDialog({
  set,
  profilePath,
  open,
  onClose,
  onRename,
}: {
  set: ImageSet;
  profilePath: string | null;
  open: boolean;
  onClose: () => void;
  onRename: ImageActions["rename"];
}) {
  const form = useId();
  const [name, setName] = useState(set.name);
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  const parsed = imageSetNameSchema.safeParse(name);
  const close = () => {
    setName(set.name);
    setFault(undefined);
    onClose();
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!parsed.success) return;
    start(async () => {
      const answer = await onRename({ set: set.name, to: parsed.data });
      if (answer.ok) close();
      else setFault(answer.fault);
    });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Rename image set"
      width="sm"
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            busy={busy}
            disabled={!parsed.success || parsed.data === set.name}
          >
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label="Name"
          hint="The folder's name below the servers' root, and so the Image Path of a profile."
          errors={parsed.success ? fault?.fields?.to : parsed.error.issues.map((i) => i.message)}
        >
          {(control) => <Input {...control} code value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        {profilePath !== null && (
          <p className="text-[0.8125rem] text-warn-text">
            The saved profile&apos;s Image Path is <FileName name={profilePath} />: save the profile with the
            new name, too.
          </p>
        )}
        {fault && !fault.fields && <FaultNote fault={fault} />}
      </form>
    </Dialog>
  );
}
