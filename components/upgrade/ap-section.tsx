/** The live table of access points on the Software Upgrade page, and the drawer of the opened one. */
"use client";

import { RadioTower } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { apCard } from "@/components/fleet/ap-card";
import { apNoun, apTableShape } from "@/components/fleet/ap-columns";
import { useControllerTime } from "@/components/fleet/use-controller-time";
import { LiveTable } from "@/components/live-table/live-table";
import { LAB } from "@/components/navigation/pages";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import { queueText } from "@/lib/contracts/waiting";

const ApDrawer = dynamic(() => import("@/components/fleet/ap-drawer").then((m) => m.ApDrawer));

/** `143 queued; next batch of 16 in 4 s`; empty when nobody is queued. */
function useQueueText(): string {
  const queue = useOnlyRow("upgrade")?.queue ?? null;
  return queueText(queue, useControllerTime());
}

/** The table; `?ap=` in the URL opens an access point. */
export function ApSection({ connected }: { connected: boolean }) {
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
    <Panel title="Access points" description={useQueueText() || "Live predownload status"} flush>
      <LiveTable
        topic="aps"
        label="Access points"
        noun={apNoun}
        shape={apTableShape}
        card={apCard}
        onOpen={open}
        csvName="access-points.csv"
        empty={
          <EmptyState icon={<RadioTower aria-hidden />} title="No access points">
            No access point has joined this controller yet. Add some in{" "}
            <Link href={LAB} className="text-accent-text underline underline-offset-2">
              Lab
            </Link>
            .
          </EmptyState>
        }
      />
      {opened !== null && <ApDrawer apId={opened} onClose={close} connected={connected} />}
    </Panel>
  );
}
