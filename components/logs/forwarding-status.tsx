/** The state of syslog forwarding, as a button that opens the settings. */
"use client";

import { useState } from "react";
import { Dot } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { ForwardingRow } from "@/lib/contracts/forwarding";
import { ForwardingDialog } from "./forwarding-dialog";
import { type ForwardingDraft, statusText } from "./forwarding-draft";

const tones: Record<ForwardingRow["state"], Tone> = {
  off: "neutral",
  connecting: "info",
  sending: "ok",
  failing: "fail",
};

export function ForwardingStatus() {
  useTopic("forwarding");
  const row = useRow("forwarding", "forwarding");
  const reachable = useIsConnected();
  const [open, setOpen] = useState(false);
  // Kept here, so that closing the dialog does not lose what the user typed.
  const kept = useState<Partial<ForwardingDraft>>({});
  return (
    <>
      <Button
        changes
        size="sm"
        disabled={row === undefined}
        aria-haspopup="dialog"
        className="h-auto! min-h-8 max-w-full py-1 whitespace-normal! text-left"
        icon={<Dot tone={row ? tones[row.state] : "neutral"} live={row?.state === "connecting"} />}
        onClick={() => setOpen(true)}
      >
        <span className="num min-w-0 break-words">{row ? statusText(row) : "Forwarding"}</span>
      </Button>
      {open && row && (
        <ForwardingDialog row={row} kept={kept} disabled={!reachable} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
