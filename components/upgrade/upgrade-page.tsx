/** The Software Upgrade page: profile on the left, status on the right, access points below. */
"use client";

import { PageHeader } from "@/components/ui/panel";
import { useIsConnected, useOnlyRow, useTopic } from "@/lib/client/rows/hooks";
import { ApSection } from "./ap-section";
import { ProfilePanel } from "./profile-panel";
import { StatusPanel } from "./status-panel";

/** The page. */
export function UpgradePage() {
  const controller = useOnlyRow("controller");
  const upgrade = useOnlyRow("upgrade");
  // Followed here together with the other topics, so that the page loads with one request.
  useTopic("servers");
  const connected = useIsConnected();
  return (
    <>
      <PageHeader title="Software Upgrade" />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[21.5rem_minmax(0,1fr)] 2xl:grid-cols-[26rem_minmax(0,1fr)]">
        <ProfilePanel controller={controller} upgrade={upgrade} reachable={connected} />
        <StatusPanel upgrade={upgrade} connected={connected} />
        <div className="min-w-0 xl:col-span-2">
          <ApSection connected={connected} />
        </div>
      </div>
    </>
  );
}
