/** What the picture says at a place, in words: for the pointer, for keyboard focus and for screen readers. */
import type { RunTimeline, Segment, TimelineAp } from "@/lib/client/runs/run-timeline";
import { elapsedText, formatDuration } from "@/lib/kit/units";
import { segmentText } from "./run-words";

/** Something that happened to one access point: a segment, or a failed try. */
export type Moment = { at: number; text: string; isFailure: boolean };

/** `0:12 to 0:43 (31 s): Fetching over TFTP` */
export function describeSegment(
  timeline: Pick<RunTimeline, "startedAt">,
  segment: Segment,
  until: number,
): string {
  const from = elapsedText(segment.at - timeline.startedAt, true);
  const to = elapsedText(until - timeline.startedAt, true);
  return `${from} to ${to} (${formatDuration((until - segment.at) / 1_000)}): ${segmentText(segment)}`;
}

/** Everything that happened to an access point, in order of time. @param end where the last segment ends */
export function momentsOf(
  timeline: Pick<RunTimeline, "startedAt">,
  ap: Pick<TimelineAp, "segments" | "failures">,
  end: number,
): Moment[] {
  const segments = ap.segments.map((segment, i) => ({
    at: segment.at,
    text: describeSegment(timeline, segment, ap.segments[i + 1]?.at ?? Math.max(end, segment.at)),
    isFailure: false,
  }));
  const failures = ap.failures.map(({ at, reason, retries }) => ({
    at,
    text: `${elapsedText(at - timeline.startedAt, true)}: Failed: ${reason.replace(/\.$/, "")}.${retries ? " It is tried again." : ""}`,
    isFailure: true,
  }));
  return [...segments, ...failures].sort((a, b) => a.at - b.at);
}

/** The moment that lies at an instant: a failed try close to it, else the segment around it. */
export function describeAt(
  timeline: RunTimeline,
  ap: TimelineAp,
  at: number,
  end: number,
  nearMs: number,
): Moment | undefined {
  const moments = momentsOf(timeline, ap, end);
  const failures = moments.filter((moment) => moment.isFailure && Math.abs(moment.at - at) <= nearMs);
  const nearest = failures.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
  return nearest ?? moments.findLast((moment) => !moment.isFailure && moment.at <= at);
}
