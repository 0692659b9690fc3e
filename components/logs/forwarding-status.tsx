/** Whether the log is sent on, where to and how it fares, as a button that opens the settings. */
"use client";

import { useState } from "react";
import { Dot } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import { useIsConnected, useRow, useTopic } from "@/lib/client/rows/hooks";
import type { ForwardingRow } from "@/lib/contracts/forwarding";
import type { ForwardingActions } from "./forwarding-actions";
import { ForwardingDialog } from "./forwarding-dialog";
import { type ForwardingDraft, statusText } from "./forwarding-draft";

const tones: Record<ForwardingRow["state"], Tone> = {
  off: "neutral",
  connecting: "info",
  sending: "ok",
  failing: "fail",
};

export function ForwardingStatus({ actions }: { actions: ForwardingActions }) {
  useTopic("forwarding");
  const row = useRow("forwarding", "forwarding");
  const reachable = useIsConnected();
  const [open, setOpen] = useState(false);
  // Kept here, so that closing the dialog does not lose what was typed.
  const [draft, setDraft] = useState<ForwardingDraft>({});
  return (
    <>
      <Button
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
        <ForwardingDialog
          row={row}
          draft={draft}
          onDraft={setDraft}
          disabled={!reachable}
          actions={actions}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
