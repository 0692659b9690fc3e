/** Monitoring > Access Points: the fleet as it is, and orders to many of it. */
"use client";

import { RadioTower } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { apCard } from "@/components/fleet/ap-card";
import { LiveTable } from "@/components/live-table/live-table";
import { ACCESS_POINTS, LAB } from "@/components/navigation/pages";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import type { ApRow } from "@/lib/contracts/aps";
import type { BulkActions } from "./ap-actions";
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

export function AccessPointsPage({ actions }: { actions: BulkActions }) {
  const router = useRouter();
  const [chosen, setChosen] = useState(NONE);
  return (
    <>
      <PageHeader
        title="Access Points"
        description="Every access point of this controller, with its CAPWAP state and its images."
      />
      <Panel flush>
        <LiveTable
          topic="aps"
          label="Access points"
          noun="access points"
          shape={accessPointShape}
          card={card}
          onOpen={(id) => router.push(`${ACCESS_POINTS}/${id}`)}
          csvName="access-points.csv"
          choice={{
            chosen,
            onChange: setChosen,
            bar: (shown) => <BulkBar shown={shown} chosen={chosen} onChange={setChosen} actions={actions} />,
          }}
          empty={
            <EmptyState icon={<RadioTower aria-hidden />} title="No access points">
              None has joined this controller yet.{" "}
              <Link href={LAB} className="text-accent-text underline underline-offset-2">
                Lab
              </Link>{" "}
              adds some.
            </EmptyState>
          }
        />
      </Panel>
    </>
  );
}
