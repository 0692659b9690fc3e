/** Everything that one access point did during the run, as a table: the text of its bar in the picture. */
"use client";

import { X } from "lucide-react";
import { momentsOf } from "@/components/fleet/run-moments";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { IconButton } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import type { ReplayClock } from "@/lib/client/runs/replay-clock";
import type { RunTimeline, TimelineAp } from "@/lib/client/runs/run-timeline";
import { elapsedText } from "@/lib/kit/units";

export function ApMoments({
  timeline,
  ap,
  clock,
  onClose,
}: {
  timeline: RunTimeline;
  ap: TimelineAp;
  clock: ReplayClock;
  onClose: () => void;
}) {
  const moments = momentsOf(timeline, ap, clock.to);
  return (
    <Panel
      flush
      title={`What ${ap.name} did`}
      description={`${ap.model}, ${ap.family ?? "unknown family"}`}
      actions={
        <>
          <Link
            href={`${ACCESS_POINTS}/${encodeURIComponent(ap.id)}`}
            className="text-target text-[0.8125rem] text-accent-text hover:underline"
          >
            Open the access point
          </Link>
          <IconButton label="Close" icon={<X aria-hidden />} onClick={onClose} />
        </>
      }
    >
      <Table label={`What ${ap.name} did`}>
        <thead>
          <tr>
            <Th>From</Th>
            <Th className="w-full">What</Th>
          </tr>
        </thead>
        <tbody>
          {moments.map(({ at, text, isFailure }, i) => (
            <tr key={i}>
              <Td className="num whitespace-nowrap">
                <button
                  type="button"
                  onClick={() => clock.seek(at)}
                  className="text-target text-accent-text hover:underline"
                  aria-label={`Show the instant ${elapsedText(at - timeline.startedAt, true)}`}
                >
                  {elapsedText(at - timeline.startedAt, true)}
                </button>
              </Td>
              <Td className={isFailure ? "text-fail-text" : undefined}>{text}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
