/** Gives access points other software, as if somebody had written it into their flash. */
"use client";

import { FormDialog } from "@/components/forms/form-dialog";
import { TextField } from "@/components/forms/form-fields";
import { useForm } from "@/components/forms/use-form";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { ApActions } from "./ap-actions";
import type { ActionDialog } from "./bulk-actions";
import { Named, tellOutcome, useNames } from "./outcome";
import { checkVersion } from "./version-draft";

export function VersionDialog({
  apIds,
  setVersion,
  onClose,
  onDone,
}: ActionDialog & { setVersion: ApActions["setVersion"] }) {
  const { what, names } = useNames(apIds);
  const controller = useOnlyRow("controller");
  const form = useForm({
    base: { running: "", backup: "" },
    check: checkVersion,
    save: async (software) =>
      tellOutcome(await setVersion({ apIds: [...apIds], ...software }), [
        "reboots with it",
        "reboot with it",
      ]),
    onSaved: () => {
      onDone();
      onClose();
    },
  });
  const { running } = form.values;
  const same = controller?.version === running.trim();
  return (
    <FormDialog
      title={`Change version of ${what}`}
      description="As if somebody had written other software into the flash"
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
        hint="Empty: stays as it is. 0.0.0.0 is none."
        placeholder="unchanged"
      />
      <p className="text-ink-2">
        {apIds.length === 1 ? "It reboots and joins" : "They reboot and join"} with it.{" "}
        {controller &&
          (same
            ? "The controller runs the same version."
            : `The controller runs ${controller.version}: with another, ${
                apIds.length === 1 ? "it downloads its" : "each downloads its"
              } image when it joins.`)}
      </p>
      <Named apIds={apIds} names={names} />
    </FormDialog>
  );
}
