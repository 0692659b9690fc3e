/** The line about an activated version that nobody has committed: when it is rolled back, and a Commit button. */
"use client";

import { BadgeCheck } from "lucide-react";
import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import { useCommand } from "@/lib/client/commands";
import { useNow, useOnlyRow } from "@/lib/client/rows/hooks";
import type { Fault } from "@/lib/contracts/fault";
import type { Uncommitted } from "@/lib/contracts/upgrade";
import { formatCountdown } from "@/lib/kit/units";

/** Nothing while the controller reloads, and for a version that the program commits. */
export function CommitNote({ uncommitted, connected }: { uncommitted: Uncommitted; connected: boolean }) {
  const controller = useOnlyRow("controller");
  const run = useCommand();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  if (controller?.state !== "up" || uncommitted.commitsAutomatically) return null;
  const commit = async () => {
    setBusy(true);
    const answer = await run("upgrade.commit", {});
    setBusy(false);
    setFault(answer.ok ? undefined : answer.fault);
  };
  return (
    <>
      <Banner
        tone="warn"
        live="status"
        title={
          <>
            Not committed. <RollsBack at={uncommitted.rollbackAt} clockFactor={controller.clockFactor} />
          </>
        }
        actions={
          <Button
            changes
            variant="primary"
            icon={<BadgeCheck aria-hidden />}
            busy={busy}
            disabled={!connected}
            onClick={() => void commit()}
          >
            Commit
          </Button>
        }
      >
        {uncommitted.rollbackAt === null
          ? `${uncommitted.version} stays uncommitted until you commit it, or roll back on the command line.`
          : `Commit ${uncommitted.version} to keep it. Otherwise the controller and all access points reload into the version before it.`}
      </Banner>
      {fault && <FaultNote fault={fault} />}
    </>
  );
}

/** In time of the controller, like `show install summary`. */
function RollsBack({ at, clockFactor }: { at: number | null; clockFactor: number }) {
  const now = useNow(1000);
  if (at === null) return "The timer is stopped.";
  if (now === null) return null;
  const left = formatCountdown(((at - now) * clockFactor) / 1000);
  return (
    <span className="num" aria-hidden title="Time of the controller">
      Rolls back in {left}
      {clockFactor === 1 ? "" : ` (x${clockFactor})`}.
    </span>
  );
}
