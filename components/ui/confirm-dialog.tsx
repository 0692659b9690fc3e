/** Asks before something that cannot be taken back; the answer's failure stays in the dialog. */
"use client";

import { type ReactNode, useState, useTransition } from "react";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FaultNote } from "./fault-note";

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  confirmLabel,
  cancelLabel = "Keep as it is",
  danger,
  ready = true,
  onConfirm,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The verb itself: "Abort transfer", never "OK". */
  confirmLabel: string;
  cancelLabel?: string;
  danger?: boolean;
  /** False while what is asked about is not known yet. */
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
