/** Monitoring > Access Points: the live table of the fleet, with actions on several access points. */
"use client";

import { RadioTower } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { apCard } from "@/components/fleet/ap-card";
import { apNoun } from "@/components/fleet/ap-columns";
import { LiveTable } from "@/components/live-table/live-table";
import { ACCESS_POINTS, LAB } from "@/components/navigation/pages";
import { EmptyState } from "@/components/ui/empty-state";
import { Link } from "@/components/ui/link";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { ApRow } from "@/lib/contracts/aps";
import { BulkBar } from "./bulk-bar";
import { CapwapBadge } from "./capwap-badge";
import { accessPointShape } from "./columns";

const NONE: ReadonlySet<string> = new Set();

const card = (row: ApRow, open: ReactNode) =>
  apCard(
    row,
    <span className="flex min-w-0 items-center gap-2">
      {open}
      <CapwapBadge row={row} />
    </span>,
  );

/** The page. */
export function AccessPointsPage() {
  const router = useRouter();
  const [selected, setSelected] = useState(NONE);
  return (
    <>
      <PageHeader
        title="Access Points"
        description="Every access point of this controller, with its CAPWAP state and images."
      />
      <Panel flush>
        <LiveTable
          topic="aps"
          label="Access points"
          noun={apNoun}
          shape={accessPointShape}
          card={card}
          onOpen={(id) => router.push(`${ACCESS_POINTS}/${id}`)}
          csvName="access-points.csv"
          selectable={{
            selected,
            onChange: setSelected,
            bar: (shown) => <BulkBar shown={shown} selected={selected} onChange={setSelected} />,
          }}
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
      </Panel>
    </>
  );
}
