/**
 * The Software Upgrade page. Without a run, the profile comes first. While a run lives, its status and the access points
 * come first, so that both are seen without scrolling.
 */
"use client";

import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef } from "react";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useIsConnected, useOnlyRow, useTopic } from "@/lib/client/rows/hooks";
import { useSchemasSettled } from "@/lib/client/schemas";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { isLive, upgradePhase } from "@/lib/contracts/upgrade-phase";
import { ApSection } from "./ap-section";
import { useKeptDraft } from "./draft-store";
import { ProfilePanel } from "./profile-panel";
import { StatusPanel } from "./status-panel";
import { UpgradeDetails } from "./upgrade-details";

/** The page. Everything appears at once, so that nothing moves when the rest is loaded. */
export function UpgradePage() {
  const controller = useOnlyRow("controller");
  const upgrade = useOnlyRow("upgrade");
  const aps = useTopic("aps");
  // Followed here together with the other topics, so that the page loads with one request.
  const servers = useTopic("servers");
  const connected = useIsConnected();
  // What was typed earlier must be checked before the form can say which URLs it means: its buttons would move.
  const canCheck = useSchemasSettled(useKeptDraft() !== null);
  if (!controller || !upgrade || aps === "pending" || servers === "pending" || !canCheck) return <Skeleton />;
  return <LoadedPage controller={controller} upgrade={upgrade} connected={connected} />;
}

function LoadedPage({
  controller,
  upgrade,
  connected,
}: {
  controller: ControllerRow;
  upgrade: UpgradeRow;
  connected: boolean;
}) {
  const live = isLive(upgradePhase(upgrade));
  const wasLive = useRef(live);
  useEffect(() => {
    // What was started below is now above.
    if (live && !wasLive.current) window.scrollTo({ top: 0 });
    wasLive.current = live;
  }, [live]);
  const profile = (
    <ProfilePanel key="profile" controller={controller} upgrade={upgrade} reachable={connected} />
  );
  const status = (
    <Place key="status" wide={live}>
      <StatusPanel upgrade={upgrade} connected={connected} withDetails={!live} />
    </Place>
  );
  const table = (
    <Place key="aps" wide>
      <ApSection connected={connected} />
    </Place>
  );
  const details = (
    <Panel key="details" title="Counters and image families" className="@container">
      <div className="flex flex-col gap-5">
        <UpgradeDetails upgrade={upgrade} />
      </div>
    </Panel>
  );
  return (
    <>
      <PageHeader title="Software Upgrade" />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4 xl:grid-cols-[21.5rem_minmax(0,1fr)] 2xl:grid-cols-[26rem_minmax(0,1fr)]">
        {live ? [status, table, profile, details] : [profile, status, table]}
      </div>
    </>
  );
}

const Place = ({ wide, children }: { wide: boolean; children: ReactNode }) => (
  <div className={clsx("grid min-w-0", wide && "xl:col-span-2")}>{children}</div>
);

const Skeleton = () => (
  <>
    <PageHeader title="Software Upgrade" />
    <div
      data-skeleton=""
      role="status"
      aria-label="Loading Software Upgrade"
      className="grid min-h-dvh content-start gap-4 xl:grid-cols-[21.5rem_minmax(0,1fr)] 2xl:grid-cols-[26rem_minmax(0,1fr)]"
    >
      <div className="h-[34rem] animate-breathe rounded-lg border border-line bg-line/30" />
      <div className="h-[34rem] animate-breathe rounded-lg border border-line bg-line/30" />
    </div>
  </>
);
