/** Announces stage changes and failures of the upgrade to screen readers, on every page. */
"use client";

import { useEffect, useRef, useState } from "react";
import { useOnlyRow } from "@/lib/client/rows/hooks";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { announcement } from "./announcement";

/** An invisible live region. */
export function Announcer() {
  const upgrade = useOnlyRow("upgrade");
  const before = useRef<UpgradeRow>(undefined);
  const [text, setText] = useState("");
  useEffect(() => {
    if (!upgrade) return;
    const next = announcement(before.current, upgrade);
    before.current = upgrade;
    if (next !== undefined) setText(next);
  }, [upgrade]);
  return (
    <section aria-label="Announcements of the upgrade" aria-live="polite" className="sr-only">
      {text}
    </section>
  );
}
