/** Show the CLI: the lines that do the same as this form, to copy or to compare. */
"use client";

import { useEffect, useState } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { useCommand } from "@/lib/client/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { ProfileOrder } from "@/lib/contracts/profile";
import { inputOf } from "./profile-draft";

export function CliLinesDialog({ profile, onClose }: { profile: ProfileOrder; onClose: () => void }) {
  const run = useCommand();
  const [answer, setAnswer] = useState<Answer<{ lines: string[] }>>();
  useEffect(() => {
    let current = true;
    void run("profile.cli-lines", { profile: inputOf(profile) }).then((next) => current && setAnswer(next));
    return () => {
      current = false;
    };
  }, [run, profile]);
  const text = answer?.ok ? answer.value.lines.join("\n") : "";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="The same on the command line"
      description="These lines configure the profile and start the download."
      headerActions={answer?.ok && <CopyButton text={text} label="Copy the lines" />}
    >
      {!answer && <RowsPending label="Loading the lines" />}
      {answer?.ok === false && <FaultNote fault={answer.fault} />}
      {answer?.ok && (
        <div className="code rounded-md border border-line bg-sunken p-3 text-ink whitespace-pre-wrap [overflow-wrap:anywhere]">
          {text}
        </div>
      )}
    </Dialog>
  );
}
