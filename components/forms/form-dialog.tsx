/** A form of Lab in a dialog: its order, the way back, why it was refused, and why it cannot be given just now. */
"use client";

import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { useIsConnected } from "@/lib/client/rows/hooks";
import type { Values } from "./draft";
import { OutOfReach } from "./form-fields";
import type { Form } from "./use-form";

export function FormDialog({
  title,
  description,
  submitLabel,
  width,
  form,
  onClose,
  children,
}: {
  title: string;
  description: ReactNode;
  submitLabel: string;
  width: "sm" | "lg";
  form: Pick<Form<Values>, "submit" | "busy" | "fault">;
  onClose: () => void;
  children: ReactNode;
}) {
  const reachable = useIsConnected();
  const id = useId();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width={width}
      title={title}
      description={description}
      footer={
        <>
          {!reachable && <OutOfReach className="mr-auto" />}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" busy={form.busy} disabled={!reachable}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={form.submit} noValidate aria-label={title} className="flex flex-col gap-5">
        {children}
        {form.fault && <FaultNote fault={form.fault} />}
      </form>
    </Dialog>
  );
}
