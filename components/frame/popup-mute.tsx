/** In the header while the transfer pop-up is muted: the way back. */
"use client";

import { BellOff } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { mutePopup, usePopupMuted } from "./popup-setting";

export function PopupMute() {
  const muted = usePopupMuted();
  const [mounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  if (!mounted || !muted) return null;
  return (
    <IconButton
      label="The transfer pop-up is muted. Show it again"
      icon={<BellOff aria-hidden />}
      onClick={() => mutePopup(false)}
    />
  );
}
