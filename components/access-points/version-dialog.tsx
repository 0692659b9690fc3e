/** Changes the software version of access points, as if it had been written to their flash. */
"use client";

import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ActionDialog } from "./bulk-actions";
import { ApNames, reportBulkResult, useApNames } from "./bulk-result";
import { checkVersion } from "./version-draft";

/** The dialog for one or several access points. */
export function VersionDialog({ apIds, note, onClose, onDone }: ActionDialog) {
  const run = useCommand();
  const { title, names } = useApNames(apIds);
  const controller = useOnlyRow("controller");
  const form = useForm({
    base: { running: "", backup: "" },
    check: checkVersion,
    save: async (software) =>
      reportBulkResult(
        await run("lab.set-version", { apIds: [...apIds], ...software }),
        (aps) => `Rebooting ${aps} with the new version`,
      ),
    onSaved: () => {
      onDone();
      onClose();
    },
  });
  const { running } = form.values;
  const isSameVersion = controller?.version === running.trim();
  return (
    <FormDialog
      title={`Change version of ${title}`}
      description="Simulates that this software was written to flash."
      submitLabel="Change version"
      width="sm"
      form={form}
      onClose={() => onClose()}
    >
      <TextField form={form} name="running" label="Running version" placeholder="17.3.3.26" />
      <TextField
        form={form}
        name="backup"
        label="Backup version"
        hint="Leave blank to keep the current backup. Enter 0.0.0.0 for no backup."
      />
      <p className="text-ink-2">
        {apIds.length === 1 ? "The access point reboots and rejoins" : "The access points reboot and rejoin"}{" "}
        with this version.{" "}
        {controller &&
          (isSameVersion
            ? "The controller runs the same version."
            : `The controller runs ${controller.version}. An access point with another version downloads its image when it joins.`)}
      </p>
      <ApNames apIds={apIds} names={names} note={note} />
    </FormDialog>
  );
}
