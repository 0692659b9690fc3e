/** What waits for the operator besides the run itself: failed access points, and an image server that does not listen. */

import { SERVERS, SOFTWARE_UPGRADE } from "@/components/navigation/pages";
import type { ServerId } from "@/lib/contracts/server-ids";
import { serverTitles, serverVariables } from "@/lib/contracts/server-names";
import type { ServerRow } from "@/lib/contracts/servers";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { upgradePhase } from "@/lib/contracts/upgrade-phase";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";

export type Attention = {
  kind: "failed-aps" | "server";
  /** The whole text: `1 access point failed`. */
  label: string;
  /** For narrow screens: `1`, `TFTP`. */
  short: string;
  href: string;
};

/** The access points table with failures first: a filter would hide those that disjoined. */
const FAILED_FIRST = `${SOFTWARE_UPGRADE}?sort=outcome`;

/**
 * Failed access points, then servers that cannot listen, or that are stopped although the saved profile means them.
 * @param stopped the stopped server that the saved profile means (`stoppedServerOf`); null when there is none
 */
export function attentionOf(
  upgrade: UpgradeRow | undefined,
  stopped: ServerId | null,
  servers: readonly ServerRow[],
): Attention[] {
  const found: Attention[] = [];
  if (upgrade !== undefined && upgradePhase(upgrade) !== "canceled" && upgrade.counters.failed > 0) {
    const { failed } = upgrade.counters;
    found.push({
      kind: "failed-aps",
      label: `${counted(failed, "access point")} failed`,
      short: grouped(failed),
      href: FAILED_FIRST,
    });
  }
  for (const { id, state } of servers) {
    if (state !== "failed" && id !== stopped) continue;
    found.push({
      kind: "server",
      label: `${serverTitles[id]} ${state === "failed" ? "is not listening" : "is stopped"}`,
      short: serverVariables[id],
      href: SERVERS,
    });
  }
  return found;
}
