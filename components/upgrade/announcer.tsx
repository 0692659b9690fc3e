/** Announces stage changes and failures of the upgrade to screen readers. */
"use client";

import { useEffect, useRef, useState } from "react";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { announcement } from "./announcement";

/** An invisible live region. */
export function Announcer({ upgrade }: { upgrade: UpgradeRow | undefined }) {
  const before = useRef<UpgradeRow>(undefined);
  const [text, setText] = useState("");
  useEffect(() => {
    if (!upgrade) return;
    const next = announcement(before.current, upgrade);
    before.current = upgrade;
    if (next !== undefined) setText(next);
  }, [upgrade]);
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
