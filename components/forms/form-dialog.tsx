/** A form in a dialog: its fields, why it was refused, Cancel, and the button that submits it. */
"use client";

import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { useIsConnected } from "@/lib/client/rows/hooks";
import type { Values } from "./draft";
import { Reconnecting } from "./form-fields";
import { InView } from "./in-view";
import type { Form } from "./use-form";

export function FormDialog({
  title,
  label,
  description,
  submitLabel,
  canSubmit = true,
  width,
  actions,
  form,
  onClose,
  children,
}: {
  title: string;
  /** The form's accessible name. Default: the title. */
  label?: string;
  description?: ReactNode;
  submitLabel: string;
  canSubmit?: boolean;
  width: "sm" | "md" | "lg";
  /** More buttons, before Cancel. */
  actions?: ReactNode;
  form: Pick<Form<Values>, "submit" | "isSaving" | "fault">;
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
          {!reachable && <Reconnecting className="mr-auto" />}
          {actions}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={id}
            variant="primary"
            busy={form.isSaving}
            disabled={!reachable || !canSubmit}
          >
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={form.submit}
        noValidate
        aria-label={label ?? title}
        className="flex flex-col gap-5"
      >
        {children}
        {form.fault && (
          <InView key={form.fault.message}>
            <FaultNote fault={form.fault} />
          </InView>
        )}
      </form>
    </Dialog>
  );
}
