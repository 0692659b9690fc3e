/** Tells screen readers, politely, when a stage changed or access points failed. */
"use client";

import { useEffect, useRef, useState } from "react";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { announcement } from "./announcement";

export function Announcer({ upgrade }: { upgrade: UpgradeRow | undefined }) {
  const before = useRef<UpgradeRow>(undefined);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!upgrade) return;
    const words = announcement(before.current, upgrade);
    before.current = upgrade;
    if (words !== undefined) setSaid(words);
  }, [upgrade]);
  return (
    <div aria-live="polite" className="sr-only">
      {said}
    </div>
  );
}
