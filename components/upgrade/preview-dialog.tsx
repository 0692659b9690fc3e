/** The confirmation of Save & Download: checks the server for each needed image and shows the result. */
"use client";

import { CloudDownload, FastForward, ListOrdered, LoaderCircle, RotateCw } from "lucide-react";
import { useCallback, useEffect, useState, useTransition } from "react";
import { READINESS, RUNBOOK } from "@/components/navigation/pages";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Dialog } from "@/components/ui/dialog";
import { FaultNote } from "@/components/ui/fault-note";
import { Link } from "@/components/ui/link";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useCommand } from "@/lib/client/commands";
import type { Answer, Fault } from "@/lib/contracts/fault";
import { locationOf, type ProfileOrder } from "@/lib/contracts/profile";
import type { UpgradePreview } from "@/lib/contracts/upgrade";
import { modeForm } from "./modes/all-forms";
import { PreviewReport } from "./preview-report";
import { inputOf } from "./profile-draft";

/** Nothing is saved or started before Save & Download is confirmed here. */
export function PreviewDialog({
  profile,
  onClose,
  onStarted,
  onPath,
}: {
  profile: ProfileOrder;
  /** Puts another folder into the profile, which is then checked. */
  onPath: (imagePath: string) => void;
  onClose: () => void;
  onStarted: () => void;
}) {
  const [answer, setAnswer] = useState<Answer<UpgradePreview>>();
  const [refusal, setRefusal] = useState<Fault>();
  const [starting, start] = useTransition();
  const run = useCommand();
  const check = useCallback(() => {
    let current = true;
    setAnswer(undefined);
    void run("upgrade.preview", { profile: inputOf(profile) }).then((next) => current && setAnswer(next));
    return () => {
      current = false;
    };
  }, [run, profile]);
  useEffect(() => check(), [check]);

  const confirm = (rehearsal?: { clockFactor: number }) =>
    start(async () => {
      const started = await run("upgrade.start", {
        profile: inputOf(profile),
        ...(rehearsal !== undefined && { rehearsal }),
      });
      if (!started.ok) return setRefusal(started.fault);
      onStarted();
      onClose();
    });
  const nothingFound = answer?.ok === true && answer.value.images.every((image) => !image.found);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Save & Download"
      description="Nothing is saved or started yet."
      width="lg"
      footer={
        <>
          <Button
            variant="ghost"
            icon={<RotateCw aria-hidden />}
            disabled={!answer}
            onClick={() => void check()}
          >
            Recheck
          </Button>
          <ButtonLink href={RUNBOOK} className="h-9!" icon={<ListOrdered aria-hidden />}>
            Runbook
          </ButtonLink>
          <Rehearse disabled={!answer?.ok || nothingFound || starting} onChosen={confirm} />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={nothingFound ? "ghost" : "primary"}
            icon={<CloudDownload aria-hidden />}
            busy={starting}
            disabled={!answer?.ok}
            onClick={() => confirm()}
          >
            {nothingFound ? "Start anyway" : "Save & Download"}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {refusal && <FaultNote fault={refusal} />}
        {!answer && <Checking server={locationOf(profile)?.imageServer} />}
        {/* Quiet: most know it already, and it leaves the dialog. */}
        <p className="text-[0.8125rem] text-ink-3">
          For the whole of it, from the wire to the window:{" "}
          <Link href={READINESS} className="text-target text-accent-text underline underline-offset-2">
            Check readiness
          </Link>
        </p>
        {answer?.ok === false && <FaultNote fault={answer.fault} />}
        {answer?.ok && (
          <PreviewReport
            preview={answer.value}
            title={modeForm(profile.mode).previewTitle}
            onPath={onPath}
            onCured={() => void check()}
          />
        )}
      </div>
    </Dialog>
  );
}

/** The speeds of the clock at which a plan is rehearsed. */
const REHEARSAL_SPEEDS = [1, 10, 60];

/** Runs the same plan, marked as a rehearsal. The controller's clock keeps the speed until the images are ready. */
function Rehearse({
  disabled,
  onChosen,
}: {
  disabled: boolean;
  onChosen: (rehearsal: { clockFactor: number }) => void;
}) {
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<FastForward aria-hidden />} disabled={disabled}>
          Rehearse
        </Button>
      }
    >
      {REHEARSAL_SPEEDS.map((clockFactor) => (
        <MenuItem key={clockFactor} onSelect={() => onChosen({ clockFactor })}>
          {clockFactor === 1 ? "At the speed of real gear" : `With the clock at x${clockFactor}`}
        </MenuItem>
      ))}
    </Menu>
  );
}

const Checking = ({ server }: { server: string | undefined }) => (
  <div role="status" className="flex items-center gap-3 py-6 text-ink-2">
    <LoaderCircle className="size-5 animate-spin text-accent-text" aria-hidden />
    <span>
      Checking <span className="code">{server ?? "the controller"}</span> for the images that this fleet
      needs.
      {server !== undefined && " This takes longer if the server does not respond."}
    </span>
  </div>
);
