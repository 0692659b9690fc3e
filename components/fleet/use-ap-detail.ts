/** Loads the details of an access point that are not in its row, again after each change of its state. */
"use client";

import { useEffect, useState } from "react";
import { useCommand } from "@/lib/client/commands";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import type { ApRow } from "@/lib/contracts/aps";
import type { Answer } from "@/lib/contracts/fault";

/** The format of an access point's id. */
export const RADIO_MAC = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/;

/** Changes within this time cause one request. */
const SETTLE_MS = 200;

/** Undefined while the first answer is loading. */
export function useApDetail(
  apId: string,
  row: ApRow | undefined,
  /** A number that changes when something outside the row affects the details. */
  revision?: number,
): Answer<ApDetail> | undefined {
  const run = useCommand();
  const [answer, setAnswer] = useState<Answer<ApDetail>>();
  // The row fields that affect history or partitions. Bytes and rates do not.
  const state =
    row && [row.status, row.capwapState, row.retryCount, row.primaryVersion, row.backupVersion].join();
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void run("ap.detail", { apId }).then((next) => current && setAnswer(next));
    }, SETTLE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [apId, run, state, revision]);
  return answer;
}
