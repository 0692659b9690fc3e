/** The access points with their predownload, and the one that is opened. */
"use client";

import { RadioTower } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { apCard } from "@/components/fleet/ap-card";
import { apTableShape } from "@/components/fleet/ap-columns";
import { ApDrawer } from "@/components/fleet/ap-drawer";
import { LiveTable } from "@/components/live-table/live-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import type { UpgradeActions } from "./upgrade-actions";

export function ApSection({ reachable, actions }: { reachable: boolean; actions: UpgradeActions }) {
  const params = useSearchParams();
  const pathname = usePathname();
  const opened = params.get("ap");
  const open = useCallback((id: string) => {
    const next = new URLSearchParams(window.location.search);
    next.set("ap", id);
    window.history.pushState(null, "", `?${next}`);
  }, []);
  const close = () => {
    const next = new URLSearchParams(window.location.search);
    next.delete("ap");
    window.history.pushState(null, "", next.size === 0 ? pathname : `?${next}`);
  };
  return (
    <Panel title="Access points" description="Predownload of each, as it happens" flush>
      <LiveTable
        topic="aps"
        label="Access points"
        noun="access points"
        shape={apTableShape}
        card={apCard}
        onOpen={open}
        csvName="access-points.csv"
        empty={
          <EmptyState icon={<RadioTower aria-hidden />} title="No access points">
            None has joined this controller yet. A lab file (<span className="code">LAB=path npm start</span>)
            or the demo lab brings some.
          </EmptyState>
        }
      />
      <ApDrawer apId={opened} onClose={close} reachable={reachable} actions={actions} />
    </Panel>
  );
}
