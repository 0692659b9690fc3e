/** The settings of forwarding: typed, tried out and saved; and how it fares with those in force. */
"use client";

import { Send } from "lucide-react";
import { type SubmitEvent, useEffect, useId, useRef, useState, useTransition } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { notify } from "@/components/ui/toast-store";
import { call } from "@/lib/client/call";
import type { Fault } from "@/lib/contracts/fault";
import type { ForwardingRow, ForwardingSettings } from "@/lib/contracts/forwarding";
import type { ForwardingActions } from "./forwarding-actions";
import {
  checkForwarding,
  collectorText,
  countsText,
  type ForwardingDraft,
  type ForwardingField,
  fieldsOf,
  isChanged,
} from "./forwarding-draft";
import { ForwardingFields } from "./forwarding-fields";

type Outcome = { fault: Fault } | { tested: ForwardingSettings };

export function ForwardingDialog({
  row,
  draft,
  onDraft,
  disabled,
  actions,
  onClose,
}: {
  row: ForwardingRow;
  draft: ForwardingDraft;
  onDraft: (draft: ForwardingDraft) => void;
  disabled: boolean;
  actions: ForwardingActions;
  onClose: () => void;
}) {
  const form = useId();
  const [insist, setInsist] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const [saving, startSaving] = useTransition();
  const [testing, startTesting] = useTransition();
  const fields = fieldsOf(row.settings, draft);
  const { settings, errors } = checkForwarding(fields);
  const changed = isChanged(row.settings, draft);
  const refused = outcome !== undefined && "fault" in outcome ? outcome.fault : undefined;

  const type = (part: ForwardingDraft) => {
    setOutcome(undefined);
    onDraft({ ...draft, ...part });
  };
  const told = (field: ForwardingField) =>
    refused?.fields?.[field] ?? (insist || field in draft ? errors[field] : undefined);
  const save = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setInsist(true);
    if (!settings || saving) return;
    startSaving(async () => {
      const answer = await call(() => actions.save({ settings }));
      if (!answer.ok) return setOutcome(answer);
      onDraft({});
      notify(settings.enabled ? `The log goes to ${collectorText(settings)}` : "The log is not sent on", {
        tone: "ok",
      });
      onClose();
    });
  };
  const test = () => {
    setInsist(true);
    if (!settings) return;
    setOutcome(undefined);
    startTesting(async () => {
      const answer = await call(() => actions.test({ settings }));
      setOutcome(answer.ok ? { tested: settings } : answer);
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Forwarding"
      description="Sends the controller's syslog on to a collector, as RFC 5424 messages."
      footer={
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
          {changed && (
            <Button
              variant="ghost"
              onClick={() => {
                onDraft({});
                setInsist(false);
                setOutcome(undefined);
              }}
            >
              Discard changes
            </Button>
          )}
          <Button type="submit" form={form} variant="primary" busy={saving} disabled={disabled || !changed}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={save}
        noValidate
        aria-label="Settings of forwarding"
        className="flex flex-col gap-4"
      >
        <InForce row={row} isSaid={refused?.message === row.fault?.message} />
        <ForwardingFields fields={fields} told={told} disabled={disabled} onChange={type} />
        {outcome && <OutcomeNote outcome={outcome} />}
      </form>
    </Dialog>
  );
}

/** What became of the test message, or why nothing was saved. */
function OutcomeNote({ outcome }: { outcome: Outcome }) {
  // On a small screen it may stand below what is to be seen.
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which is no clean-up.
    void note.current?.scrollIntoView({ block: "nearest" });
  }, []);
  if ("fault" in outcome && outcome.fault.fields) return null;
  return (
    <div ref={note}>
      {"fault" in outcome ? <FaultNote fault={outcome.fault} /> : <Tested settings={outcome.tested} />}
    </div>
  );
}

function Tested({ settings }: { settings: ForwardingSettings }) {
  return (
    <Banner tone="ok" live="status" title={`A test message was sent to ${collectorText(settings)}`}>
      {settings.transport === "tcp"
        ? "The collector took the connection and kept it. "
        : "Nobody refused it. UDP tells no more than that. "}
      Look for <span className="code">FORWARDING_TEST</span> there.
    </Banner>
  );
}

/** @param isSaid the same fault stands elsewhere already */
function InForce({ row, isSaid }: { row: ForwardingRow; isSaid: boolean }) {
  if (row.state === "off") return null;
  return (
    <div className="flex flex-col gap-2 border-line border-b pb-4">
      <p className="num text-[0.8125rem] text-ink-2">
        Now to {collectorText(row.settings)}: {countsText(row)}.
        {row.state === "failing" && row.settings.transport === "tcp" && " It is tried again by itself."}
      </p>
      {row.fault && !isSaid && <FaultNote fault={row.fault} tone="warn" />}
    </div>
  );
}
