/** The Readiness page: what is checked, what was found, and earlier checks. */
"use client";

import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { readinessPath } from "@/components/navigation/pages";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import { useMayChange } from "@/lib/client/visitor";
import { suggestedProfile } from "@/lib/contracts/controller";
import { CheckStatus } from "./check-status";
import { History } from "./history";
import type { ReadinessDraft } from "./readiness-draft";
import { ShownReport } from "./shown-report";
import { useHistory } from "./use-history";

/** As high as the form, so that nothing below jumps when it comes. */
const loading = () => (
  <Panel flush className="min-h-188">
    <RowsPending label="Loading the form" rows={12} />
  </Panel>
);
/** The form brings the rules of its fields, which other pages do without. */
const ReadinessForm = dynamic(() => import("./readiness-form").then((part) => part.ReadinessForm), {
  loading,
});

export function ReadinessPage() {
  const controller = useOnlyRow("controller");
  const progress = useOnlyRow("readiness");
  const mayChange = useMayChange();
  const asked = useSearchParams().get("report");
  const history = useHistory(progress);
  // Kept here, because a finding's button may change what is checked.
  const kept = useState<Partial<ReadinessDraft>>({});
  const [typed, setTyped] = kept;
  const show = (id: string) => window.history.pushState(null, "", readinessPath(id));
  const shown = asked ?? history.rows?.[0]?.id ?? null;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asked === null || box.current === null) return;
    const { top } = box.current.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) box.current.scrollIntoView();
  }, [asked]);
  const form = mayChange && (
    <div key="form" className="min-w-0 lg:col-start-1 lg:row-start-1">
      {controller ? (
        <ReadinessForm
          profile={controller.profile ?? suggestedProfile(controller)}
          apCount={controller.apCount}
          isRunning={progress?.state === "running"}
          kept={kept}
          onStarted={() => window.history.pushState(null, "", window.location.pathname)}
        />
      ) : (
        loading()
      )}
    </div>
  );
  const report = (
    <div
      key="report"
      ref={box}
      className="flex min-w-0 scroll-mt-16 flex-col gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1"
    >
      <CheckStatus progress={progress} />
      <ShownReport
        id={shown}
        isSettled={history.rows !== null}
        isRunning={progress?.state === "running"}
        password={typed.password ?? ""}
        onPath={(path) => setTyped((before) => ({ ...before, path }))}
        onRepeated={() => window.history.pushState(null, "", window.location.pathname)}
      />
    </div>
  );
  return (
    <>
      <PageHeader
        title="Readiness"
        description="Checks the image server, images, fleet and plan before the maintenance window. Nothing is changed, and nothing is sent to the controller."
      />
      <div className="grid items-start gap-4 lg:grid-cols-[21rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
        {/* One below the other on narrow screens: a report that was opened is what its reader came for. */}
        {asked === null ? [form, report] : [report, form]}
        <History {...history} shown={shown} onShow={show} />
      </div>
    </>
  );
}
