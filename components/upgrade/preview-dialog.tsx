/** What Save & Download will do, asked of the server just now, and the order to start. */
"use client";

import { CloudDownload, LoaderCircle, RotateCw } from "lucide-react";
import { useCallback, useEffect, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { call } from "@/lib/client/call";
import type { Answer, Fault } from "@/lib/contracts/fault";
import type { ProfileOrder } from "@/lib/contracts/profile";
import type { UpgradePreview } from "@/lib/contracts/upgrade";
import { PreviewReport } from "./preview-report";
import type { UpgradeActions } from "./upgrade-actions";

export function PreviewDialog({
  profile,
  actions,
  onClose,
  onStarted,
}: {
  profile: ProfileOrder;
  actions: Pick<UpgradeActions, "previewUpgrade" | "startUpgrade">;
  onClose: () => void;
  onStarted: () => void;
}) {
  const [answer, setAnswer] = useState<Answer<UpgradePreview>>();
  const [refusal, setRefusal] = useState<Fault>();
  const [starting, start] = useTransition();
  const { previewUpgrade } = actions;
  const look = useCallback(() => {
    let current = true;
    setAnswer(undefined);
    void call(() => previewUpgrade({ profile })).then((next) => current && setAnswer(next));
    return () => {
      current = false;
    };
  }, [previewUpgrade, profile]);
  useEffect(() => look(), [look]);

  const begin = () =>
    start(async () => {
      const started = await call(() => actions.startUpgrade({ profile }));
      if (!started.ok) return setRefusal(started.fault);
      onStarted();
      onClose();
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Save & Download"
      description="What will happen, before anything is saved or started."
      width="lg"
      footer={
        <>
          <Button
            variant="ghost"
            icon={<RotateCw aria-hidden />}
            disabled={!answer}
            onClick={() => void look()}
          >
            Look again
          </Button>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="primary"
            icon={<CloudDownload aria-hidden />}
            busy={starting}
            disabled={!answer?.ok}
            onClick={begin}
          >
            Start download
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {refusal && <FaultNote fault={refusal} />}
        {!answer && <Looking server={profile.imageServer} />}
        {answer?.ok === false && <FaultNote fault={answer.fault} />}
        {answer?.ok && <PreviewReport preview={answer.value} />}
      </div>
    </Dialog>
  );
}

const Looking = ({ server }: { server: string }) => (
  <div role="status" className="flex items-center gap-3 py-6 text-ink-2">
    <LoaderCircle className="size-5 animate-spin text-accent-text" aria-hidden />
    <span>
      Asking <span className="code">{server}</span> for each image that the fleet needs. A server that does
      not answer takes a while.
    </span>
  </div>
);
