/** The facts of an access point that are not in its row: asked when it is opened, and again when its state changed. */
"use client";

import { useEffect, useState } from "react";
import type { UpgradeActions } from "@/components/upgrade/upgrade-actions";
import { call } from "@/lib/client/call";
import type { ApDetail, ApRow } from "@/lib/contracts/aps";
import type { Answer } from "@/lib/contracts/fault";

/** The form of an access point's id. */
export const RADIO_MAC = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/;

/** A burst of changes is one question. */
const SETTLE_MS = 200;

export function useApDetail(
  apId: string,
  row: ApRow | undefined,
  ask: UpgradeActions["apDetail"],
  /** Something outside the row that the details follow as well. */
  revision?: number,
): Answer<ApDetail> | undefined {
  const [answer, setAnswer] = useState<Answer<ApDetail>>();
  // Everything in the row that history or partitions can follow; bytes and rates are not among it.
  const state =
    row && [row.status, row.capwapState, row.retryCount, row.primaryVersion, row.backupVersion].join();
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void call(() => ask({ apId })).then((next) => current && setAnswer(next));
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [apId, ask, state, revision]);
  return answer;
}
