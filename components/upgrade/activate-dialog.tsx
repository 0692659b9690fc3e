/** The confirmation of Activate, with its consequences. */
"use client";

import { useEffect, useState } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { Banner } from "@/components/ui/banner";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { useCommand } from "@/lib/client/commands";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { Answer } from "@/lib/contracts/fault";
import { outageText } from "@/lib/contracts/outage";
import type { ActivationPreview } from "@/lib/contracts/upgrade";

/**
 * Loads the consequences when it opens, and again when the upgrade becomes ready meanwhile; Activate is enabled once they
 * are shown.
 */
export function ActivateDialog({ onClose }: { onClose: () => void }) {
  const run = useCommand();
  const upgrade = useOnlyRow("upgrade");
  const [answer, setAnswer] = useState<Answer<ActivationPreview>>();
  const readyUpgrade = upgrade?.canActivate ? upgrade.id : null;
  // The answer is about the upgrade that is ready.
  useEffect(() => {
    let current = true;
    void run("upgrade.activation-preview", {}).then((next) => current && setAnswer(next));
    return () => {
      current = false;
    };
  }, [run, readyUpgrade]);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Activate the new version?"
      confirmLabel="Activate"
      ready={answer?.ok === true}
      onConfirm={() => run("upgrade.activate", {})}
    >
      {!answer && <RowsPending rows={3} label="Loading consequences" />}
      {answer?.ok === false && <FaultNote fault={answer.fault} />}
      {answer?.ok && <Consequences preview={answer.value} />}
    </ConfirmDialog>
  );
}

function Consequences({ preview }: { preview: ActivationPreview }) {
  const { targetVersion, ready, notReady, outage } = preview;
  const factor = useOnlyRow("controller")?.clockFactor ?? 1;
  return (
    <>
      <p>
        The controller and <strong className="num">{formatApCount(ready)}</strong> reload with{" "}
        <span className="code">{targetVersion}</span>.{" "}
        <strong className="font-medium text-ink">{outageText(outage, factor)}</strong>
      </p>
      <p>
        Wireless clients are disconnected while their access point is away. The new version is committed once
        all access points are back. You can't undo this.
      </p>
      {notReady.length > 0 && (
        <Banner tone="warn" title={`${formatApCount(notReady.length)} without the new image`}>
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
