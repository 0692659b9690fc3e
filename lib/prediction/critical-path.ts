/** What takes longest in a predicted upgrade, in one sentence: the part of the way of the last access point that is longest. */
import type { PredictionInput } from "@/lib/contracts/prediction-input";
import { counted } from "@/lib/kit/text";
import { formatDuration } from "@/lib/kit/units";
import type { Played } from "./play-upgrade";
import type { Moments, RoundOutcome } from "./round-model";

type Part = { what: string; ms: number };

/** `ap3g3 over CAPWAP to 41 access points takes longest: 38 m 00 s.` */
export function criticalPath(input: PredictionInput, { controllerMs, ap, network }: Played): string {
  const parts: Part[] = [
    { what: "The controller image from the server", ms: controllerMs },
    ...roundParts(input, ap),
    ...networkParts(network),
  ];
  const longest = parts.reduce<Part | null>((most, part) => (part.ms > (most?.ms ?? 0) ? part : most), null);
  return longest === null
    ? "Nothing has to be downloaded."
    : `${longest.what} takes longest: ${formatDuration(longest.ms / 1000)}.`;
}

/** The way of the access point that is ready last, from the start of the round. */
function roundParts(input: PredictionInput, { endMs, moments, reads }: RoundOutcome): Part[] {
  const last = lastOf(moments);
  // Those who never get their image end the round when their last retry has failed.
  if (last === null || last.settledAt < endMs) {
    const failed = reads.findLast((read) => read.failed);
    if (failed !== undefined)
      return [{ what: `Retrying ${failed.image}, which cannot be read from the server,`, ms: endMs }];
  }
  if (last === null) return [];
  const { ap, initiatedAt, commandedAt, arrivedAt, settledAt, overCapwap } = last;
  const received = arrivedAt - commandedAt;
  const { batchSize, batchIntervalSeconds } = input.startPolicy;
  const parts: Part[] = [
    {
      what: `Starting ${counted(batchSize, "access point")} every ${formatDuration(batchIntervalSeconds)}`,
      ms: initiatedAt,
    },
    { what: `Verifying ${ap.image} on ${ap.name}`, ms: settledAt - arrivedAt },
  ];
  if (overCapwap) {
    const over = moments.filter((one) => one.overCapwap && one.ap.image === ap.image);
    parts.push({ what: `${ap.image} over CAPWAP to ${counted(over.length, "access point")}`, ms: received });
    parts.push(waitedFor(last, reads));
  } else {
    // Its own read, and those that it had to wait for.
    const waited = waitedFor(last, reads);
    parts.push({ ...waited, ms: waited.ms + received });
  }
  return parts;
}

/** Reads of the server between its start and the moment when its image was there. */
function waitedFor(
  { ap, initiatedAt, commandedAt, arrivedAt, overCapwap }: Moments,
  reads: RoundOutcome["reads"],
): Part {
  const until = overCapwap ? commandedAt : arrivedAt;
  const during = reads.filter(({ from, to }) => to > initiatedAt && from < until);
  const images = new Set(during.map(({ image }) => image));
  const what =
    images.size > 1
      ? `Reading ${counted(images.size, "image")} from the server`
      : `${during[0]?.image ?? ap.image} from the server`;
  return { what, ms: commandedAt - initiatedAt };
}

function networkParts({ endMs, moments }: RoundOutcome): Part[] {
  const to = counted(moments.length, "EWC-capable access point");
  return moments.length === 0 ? [] : [{ what: `The controller image over CAPWAP to ${to}`, ms: endMs }];
}

const lastOf = (moments: readonly Moments[]): Moments | null =>
  moments.reduce<Moments | null>(
    (latest, one) => (one.settledAt > (latest?.settledAt ?? 0) ? one : latest),
    null,
  );
