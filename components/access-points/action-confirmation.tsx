/** Asks for confirmation before a command to access points, runs it, and reports the result. */
"use client";

import type { ReactNode } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useCommand } from "@/lib/client/commands";
import type { ActionDialog } from "./bulk-actions";
import { ApNames, reportBulkResult, useApNames } from "./bulk-result";

/** A confirmation dialog for one or several access points. */
export function ActionConfirmation({
  apIds,
  note,
  onClose,
  onDone,
  verb,
  message,
  command,
  children,
}: ActionDialog & {
  /** The verb in the title and on the button, for example `Reboot`. */
  verb: string;
  /** The text of the toast afterward. `aps` is a count such as `2 access points`. */
  message: (aps: string) => string;
  command: "ap.reboot" | "lab.remove-aps";
  /** The consequences. */
  children: ReactNode;
}) {
  const run = useCommand();
  const { title, names } = useApNames(apIds);
  const confirm = async () => {
    const answer = reportBulkResult(await run(command, { apIds: [...apIds] }), message);
    if (answer.ok) onDone();
    return answer;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`${verb} ${title}?`}
      confirmLabel={verb}
      danger
      onConfirm={confirm}
    >
      <p>{children}</p>
      <ApNames apIds={apIds} names={names} note={note} />
    </ConfirmDialog>
  );
}
