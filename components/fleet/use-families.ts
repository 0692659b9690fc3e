/** The summary by image family. */
"use client";

import { useCallback } from "react";
import type { ApRow } from "@/lib/contracts/aps";
import { type FamilySummary, summarizeFamilies, summaryFields } from "./family-summary";
import { useApSummary } from "./use-ap-summary";

const NONE: readonly FamilySummary[] = [];

/** @param target the version that the upgrade installs; null without one */
export const useFamilies = (target: string | null): readonly FamilySummary[] =>
  useApSummary(
    useCallback((rows: readonly ApRow[]) => summarizeFamilies(rows, target), [target]),
    summaryFields,
    NONE,
  );
