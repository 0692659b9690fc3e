/** The port of this console's own server, where a profile means it. */
"use client";

import { useRow, useTopic } from "@/lib/client/rows/hooks";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { ownPortAt, placeOf } from "@/lib/contracts/own-servers";
import type { ServerId } from "@/lib/contracts/server-ids";

/** A mode without a server has no row here; any id will do while it is not used. */
const NOT_USED: ServerId = "tftp";

/** The port of our own server of this mode when it is the one that answers at `address`, else undefined. */
export function useOwnPort(mode: DownloadMode, address: string): number | undefined {
  useTopic("servers");
  const id = modeContracts[mode].server?.own;
  const row = useRow("servers", id ?? NOT_USED);
  return id === undefined ? undefined : ownPortAt(placeOf(row), address);
}
