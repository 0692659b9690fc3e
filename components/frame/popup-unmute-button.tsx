/** The header button that unmutes transfer pop-ups; shown only while they are muted. */
"use client";

import { BellOff } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { setPopupMuted, usePopupMuted } from "./popup-setting";

/** Rendered only in the browser, which holds the setting. */
export function PopupUnmuteButton() {
  const muted = usePopupMuted();
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  if (!mounted || !muted) return null;
  return (
    <IconButton
      label="Unmute transfer pop-ups"
      icon={<BellOff aria-hidden />}
      onClick={() => setPopupMuted(false)}
    />
  );
}
