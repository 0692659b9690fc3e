/** Activate, with its consequences, before the point of no return. */
"use client";

import { useEffect, useState } from "react";
import { Banner } from "@/components/ui/banner";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { call } from "@/lib/client/call";
import type { Answer } from "@/lib/contracts/fault";
import type { ActivationPreview } from "@/lib/contracts/upgrade";
import type { UpgradeActions } from "./upgrade-actions";

export function ActivateDialog({
  actions,
  onClose,
}: {
  actions: Pick<UpgradeActions, "activationPreview" | "activateUpgrade">;
  onClose: () => void;
}) {
  const [answer, setAnswer] = useState<Answer<ActivationPreview>>();
  const { activationPreview } = actions;
  useEffect(() => {
    let current = true;
    void call(() => activationPreview({})).then((next) => current && setAnswer(next));
    return () => {
      current = false;
    };
  }, [activationPreview]);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Activate the new version?"
      confirmLabel="Activate"
      cancelLabel="Not now"
      ready={answer?.ok === true}
      onConfirm={() => call(() => actions.activateUpgrade({}))}
    >
      {!answer && <RowsPending rows={3} label="Asking what will happen" />}
      {answer?.ok === false && <FaultNote fault={answer.fault} />}
      {answer?.ok && <Consequences preview={answer.value} />}
    </ConfirmDialog>
  );
}

function Consequences({ preview }: { preview: ActivationPreview }) {
  const { targetVersion, ready, notReady } = preview;
  return (
    <>
      <p>
        The controller and <strong className="num">{ready}</strong> access {ready === 1 ? "point" : "points"}{" "}
        reload onto <span className="code">{targetVersion}</span>. Clients lose their connection while their
        access point reboots. This cannot be taken back from here.
      </p>
      {notReady.length > 0 && (
        <Banner tone="warn" title={`${notReady.length} without the new image`}>
          <ul className="flex max-h-56 flex-col gap-2 overflow-y-auto">
            {notReady.map((ap) => (
              <li key={ap.name}>
                <span className="font-medium text-ink">{ap.name}</span>: {ap.reason} {ap.consequence}
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  );
}
