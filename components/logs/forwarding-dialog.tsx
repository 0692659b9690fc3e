/** The dialog with the forwarding settings: edit, test, and save them; and the state of the current forwarding. */
"use client";

import { Send } from "lucide-react";
import { useState, useTransition } from "react";
import { FormDialog } from "@/components/forms/form-dialog";
import { DiscardChanges } from "@/components/forms/form-fields";
import { InView } from "@/components/forms/in-view";
import type { KeptDraft } from "@/components/forms/use-draft";
import { useForm } from "@/components/forms/use-form";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import type { ForwardingRow, ForwardingSettings } from "@/lib/contracts/forwarding";
import {
  checkForwarding,
  collectorText,
  countsText,
  draftOfForwarding,
  type ForwardingDraft,
} from "./forwarding-draft";
import { ForwardingFields } from "./forwarding-fields";

export function ForwardingDialog({
  row,
  kept,
  disabled,
  onClose,
}: {
  row: ForwardingRow;
  /** Held by the page, so that closing the dialog does not lose what the user typed. */
  kept: KeptDraft<ForwardingDraft>;
  disabled: boolean;
  onClose: () => void;
}) {
  const run = useCommand();
  const [tested, setTested] = useState<ForwardingSettings>();
  const [testing, startTest] = useTransition();
  const form = useForm({
    base: draftOfForwarding(row.settings),
    kept,
    check: checkForwarding,
    save: (settings) => run("forwarding.save", { settings }),
    onSaved: (_answer, settings) => {
      notify(settings.enabled ? `Forwarding to ${collectorText(settings)}` : "Forwarding is off", {
        tone: "ok",
      });
      onClose();
    },
  });
  const change = (part: Partial<ForwardingDraft>) => {
    setTested(undefined);
    form.change(part);
  };
  const test = () => {
    setTested(undefined);
    const settings = form.attempt(test);
    if (settings === undefined) return;
    startTest(async () => {
      const answer = await run("forwarding.test", { settings });
      if (answer.ok) setTested(settings);
      else form.refuse(answer.fault);
    });
  };
  const discard = () => {
    setTested(undefined);
    form.discard();
  };
  return (
    <FormDialog
      title="Forwarding"
      label="Forwarding settings"
      description="Sends the controller's syslog to a collector as RFC 5424 messages."
      submitLabel="Save"
      canSubmit={form.isDirty}
      width="md"
      form={form}
      onClose={onClose}
      actions={
        <>
          <Button
            className="sm:mr-auto"
            busy={testing}
            disabled={disabled}
            icon={<Send aria-hidden />}
            onClick={test}
          >
            Send test message
          </Button>
          <DiscardChanges form={{ ...form, discard }} />
        </>
      }
    >
      <CurrentState row={row} showsFault={form.fault?.message !== row.fault?.message} />
      <ForwardingFields form={{ ...form, change }} disabled={disabled} />
      {tested && (
        <InView>
          <TestSent settings={tested} />
        </InView>
      )}
    </FormDialog>
  );
}

function TestSent({ settings }: { settings: ForwardingSettings }) {
  return (
    <Banner tone="ok" live="status" title={`Test message sent to ${collectorText(settings)}`}>
      {settings.transport === "tcp"
        ? "The collector accepted the connection and kept it open. "
        : "It was not rejected. UDP can't confirm delivery. "}
      Look for <span className="code">FORWARDING_TEST</span> on the collector.
    </Banner>
  );
}

/** How forwarding with the saved settings is doing. @param showsFault false where the same fault is shown elsewhere */
function CurrentState({ row, showsFault }: { row: ForwardingRow; showsFault: boolean }) {
  if (row.state === "off") return null;
  return (
    <div className="flex flex-col gap-2 border-line border-b pb-4">
      <p className="num text-[0.8125rem] text-ink-2">
        Currently forwarding to {collectorText(row.settings)}: {countsText(row)}.
        {row.state === "failing" && row.settings.transport === "tcp" && " Retrying automatically."}
      </p>
      {row.fault && showsFault && <FaultNote fault={row.fault} tone="warn" />}
    </div>
  );
}
