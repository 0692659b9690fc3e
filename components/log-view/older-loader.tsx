/** Before the oldest line: a button that loads older ones, or a note that there are none. */
"use client";

import { clsx } from "clsx";
import { Button } from "@/components/ui/button";
import { FaultNote } from "@/components/ui/fault-note";
import type { Fault } from "@/lib/contracts/fault";

/** `beginning`: everything is loaded. */
export type OlderState = { phase: "asking" | "more" | "beginning" } | { phase: "failed"; fault: Fault };

export function OlderLoader(props: {
  older: OlderState;
  /** The text of the button: `Load older lines`. */
  label: string;
  /** The note when there are none. */
  beginning: string;
  reachable: boolean;
  onLoad: () => void;
  className: string;
}) {
  const { older, className } = props;
  if (older.phase === "beginning") return <p className={clsx("text-ink-3", className)}>{props.beginning}</p>;
  return (
    <div className={clsx("flex flex-col items-start gap-2", className)}>
      {older.phase === "failed" && <FaultNote fault={older.fault} />}
      <Button size="sm" busy={older.phase === "asking"} disabled={!props.reachable} onClick={props.onLoad}>
        {props.label}
      </Button>
    </div>
  );
}
