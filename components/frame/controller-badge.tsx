/** The controller in the header: name, address, version, and the speed of its clock. */
"use client";

import { Gauge } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { useOnlyRow } from "@/lib/client/rows/hooks";

/** A skeleton while the controller is loading. */
export function ControllerBadge() {
  const controller = useOnlyRow("controller");
  if (!controller) return <div className="h-8 w-36 animate-breathe rounded bg-line/60" aria-hidden />;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <div className="min-w-0 leading-tight">
        <p className="truncate font-semibold text-ink">{controller.name}</p>
        <p className="code truncate text-ink-3 text-xs!">
          <span className="max-sm:hidden">{controller.ip} · </span>
          {controller.version}
        </p>
      </div>
      {controller.state === "reloading" && <Badge tone="info">Reloading</Badge>}
      {controller.clockFactor !== 1 && (
        <Badge
          tone="warn"
          className="max-sm:hidden"
          icon={<Gauge aria-hidden />}
          title={`Simulated time runs at ${controller.clockFactor} times real speed. Image transfers run in real time.`}
        >
          Clock x{controller.clockFactor}
        </Badge>
      )}
    </div>
  );
}
