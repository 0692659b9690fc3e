/** The strip above a report: how far the check under way is, or when the last one ended. It keeps its height. */
"use client";

import { CircleStop } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { useLocalZone } from "@/components/ui/local-zone";
import { Panel } from "@/components/ui/panel";
import { ProgressBar } from "@/components/ui/progress-bar";
import { notify } from "@/components/ui/toast-store";
import { useCommand } from "@/lib/client/commands";
import { faultText } from "@/lib/contracts/fault";
import type { ReadinessProgress } from "@/lib/contracts/readiness/report";
import { localClock } from "@/lib/kit/time-text";
import { formatBytes } from "@/lib/kit/units";

export function CheckStatus({ progress }: { progress: ReadinessProgress | undefined }) {
  return (
    <Panel flush>
      <div className="flex min-h-14 items-center gap-4 px-4 py-2">
        {progress?.state === "running" ? <Running progress={progress} /> : <Ended progress={progress} />}
      </div>
    </Panel>
  );
}

function Running({ progress }: { progress: ReadinessProgress }) {
  const run = useCommand();
  const cancel = async () => {
    const answer = await run("readiness.cancel", {});
    if (!answer.ok) notify("The check was not canceled", { tone: "fail", body: faultText(answer.fault) });
  };
  const { step, stepsDone, stepsTotal, bytesRead } = progress;
  return (
    <>
      <div className="min-w-0 grow">
        <p role="status" className="truncate text-ink">
          {step === "" ? "Checking" : step}
        </p>
        <ProgressBar
          label="Readiness check"
          value={stepsDone}
          total={stepsTotal === 0 ? null : stepsTotal}
          className="mt-1.5"
        />
      </div>
      <span className="num shrink-0 text-[0.8125rem] text-ink-3">{formatBytes(bytesRead)} read</span>
      <Button changes size="sm" icon={<CircleStop aria-hidden />} onClick={() => void cancel()}>
        Cancel
      </Button>
    </>
  );
}

function Ended({ progress }: { progress: ReadinessProgress | undefined }) {
  const zone = useLocalZone();
  const at = progress?.endedAt ?? null;
  const time = at === null || zone === "" ? null : <time title={zone}>{localClock(at)}</time>;
  const words: Record<ReadinessProgress["state"], ReactNode> = {
    idle: "No check is running.",
    running: "",
    done: <>The last check ended at {time}.</>,
    canceled: <>The check was canceled at {time}, without a report.</>,
    failed: progress?.fault ? faultText(progress.fault) : "The check failed.",
  };
  return (
    <p role="status" className={progress?.state === "failed" ? "text-fail-text" : "text-ink-2"}>
      {words[progress?.state ?? "idle"]}
    </p>
  );
}
