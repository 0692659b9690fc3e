/** Asks for confirmation before a command; when the command fails, the dialog stays open and shows the fault. */
"use client";

import { type ReactNode, useState, useTransition } from "react";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FaultNote } from "./fault-note";

/** A dialog that asks for confirmation, runs the command, and shows its fault. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  confirmLabel,
  cancelLabel = "Cancel",
  danger,
  ready = true,
  onConfirm,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The verb of the title: "Abort transfer", never "OK". */
  confirmLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  /** False while the consequences are still being loaded. */
  ready?: boolean;
  onConfirm: () => Promise<Answer<unknown>>;
  children: ReactNode;
}) {
  const [fault, setFault] = useState<Fault>();
  const [busy, start] = useTransition();
  const close = (next: boolean) => {
    if (!next) setFault(undefined);
    onOpenChange(next);
  };
  const confirm = () =>
    start(async () => {
      const answer = await onConfirm();
      if (answer.ok) close(false);
      else setFault(answer.fault);
    });
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={title}
      width="sm"
      footer={
        <>
          <Button onClick={() => close(false)}>{cancelLabel}</Button>
          <Button variant={danger ? "danger" : "primary"} busy={busy} disabled={!ready} onClick={confirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-ink-2">
        {children}
        {fault && <FaultNote fault={fault} />}
      </div>
    </Dialog>
  );
}
