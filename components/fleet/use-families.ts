/** The summary by image family. */
"use client";

import { useMemo } from "react";
import { useTopic } from "@/lib/client/rows/hooks";
import { type Summary, useSummary } from "@/lib/client/rows/use-summary";
import type { ApRow } from "@/lib/contracts/aps";
import { type FamilySummary, summarizeFamilies, summaryFields } from "./family-summary";

const NONE: readonly FamilySummary[] = [];

/** @param target the version that the upgrade installs; null without one */
export function useFamilies(target: string | null): readonly FamilySummary[] {
  useTopic("aps");
  const families = useMemo(
    (): Summary<ApRow, readonly FamilySummary[]> => ({
      make: (rows) => summarizeFamilies(rows, target),
      fields: summaryFields,
      none: NONE,
    }),
    [target],
  );
  return useSummary("aps", families);
}
