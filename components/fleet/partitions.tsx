/** The flash of an access point as it is: two partitions, which one runs and boots next, and what is being written. */
"use client";

import { clsx } from "clsx";
import { runPath } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { RowsPending } from "@/components/ui/empty-state";
import { FaultNote } from "@/components/ui/fault-note";
import { formatAmount } from "@/components/ui/format-amount";
import { Link } from "@/components/ui/link";
import { ProgressBar } from "@/components/ui/progress-bar";
import { useNow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import type { ApDetail } from "@/lib/contracts/ap-detail";
import { type ApRow, type ImageRow, isMoving } from "@/lib/contracts/aps";
import type { Answer } from "@/lib/contracts/fault";
import { NO_VERSION } from "@/lib/contracts/versions";
import { isoTime, localDayAndClock, localZone } from "@/lib/kit/time-text";

type Partition = ApDetail["partitions"][number];

export function Partitions({ row, detail }: { row: ApRow; detail: Answer<ApDetail> | undefined }) {
  const { controllerImage } = row;
  return (
    <div className="flex flex-col gap-2">
      {!detail ? (
        // As high as two boxes, below each other on narrow screens.
        <div className="min-h-50 sm:min-h-24">
          <RowsPending rows={2} label="Loading partitions" />
        </div>
      ) : detail.ok ? (
        <ul aria-label="Partitions" className="grid gap-2 sm:grid-cols-2">
          {detail.value.partitions.map((partition) => (
            <PartitionBox key={partition.name} row={row} partition={partition} />
          ))}
        </ul>
      ) : (
        <FaultNote fault={detail.fault} />
      )}
      {controllerImage.state !== "none" && (
        <div className="rounded-md border border-line bg-sunken px-3 py-2">
          <p className="flex items-center justify-between gap-2">
            <span className="font-medium">Controller image</span>
            <span className="num text-[0.8125rem] text-ink-3">{imageWords(controllerImage)}</span>
          </p>
          <Writing name={`Controller image of ${row.name}`} image={controllerImage} />
        </div>
      )}
    </div>
  );
}

function PartitionBox({ row, partition }: { row: ApRow; partition: Partition }) {
  const { name, version, active, bootsNext, writtenAt } = partition;
  // An image is always written to the partition that does not run.
  const isWritten = !active && isMoving(row.apImage);
  const isEmpty = version === NO_VERSION || version === "";
  return (
    <li
      className={clsx(
        "flex min-h-24 min-w-0 flex-col gap-0.5 rounded-md border px-3 py-2",
        active ? "border-accent bg-accent-soft" : "border-line-strong bg-sunken",
        isEmpty && !isWritten && "border-dashed",
      )}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-2">
        <span className="font-medium">{bootsNext ? "Primary image" : "Backup image"}</span>
        <span className="flex gap-1">
          {active && <Badge tone="accent">Running</Badge>}
          {bootsNext && <Badge tone="info">Boots next</Badge>}
        </span>
      </div>
      <p className="code truncate text-base">
        {isWritten
          ? row.predownloadVersion === NO_VERSION
            ? "New image"
            : row.predownloadVersion
          : isEmpty
            ? "Empty"
            : version}
      </p>
      {isWritten ? (
        <>
          <Writing name={`Image being written to ${name} of ${row.name}`} image={row.apImage} />
          <p className="num text-[0.8125rem] text-ink-3">
            {imageWords(row.apImage)}
            {!isEmpty && `, replaces ${version}`}
          </p>
        </>
      ) : (
        <p className="text-[0.8125rem] text-ink-3">
          <span className="code">{name}</span>
          {!isEmpty && writtenAt !== null && <WrittenBy at={writtenAt} />}
        </p>
      )}
    </li>
  );
}

const Writing = ({ name, image }: { name: string; image: ImageRow }) => (
  <ProgressBar
    className="my-1"
    label={name}
    value={image.percent === 100 ? 1 : image.bytes}
    total={image.percent === 100 ? 1 : image.sizeBytes}
    tone={image.state === "complete" ? "ok" : image.state === "failed" ? "fail" : "accent"}
  />
);

/** `Verifying`, `41% (28.9 of 70.5 MB)`, `Complete` */
function imageWords({ state, percent, bytes, sizeBytes }: ImageRow): string {
  if (state === "verifying") return "Verifying";
  if (state === "complete") return "Complete";
  if (percent === null) return "Waiting for the first bytes";
  return `${percent}% (${formatAmount(bytes, sizeBytes)})`;
}

/** When it was written, and by which run. */
function WrittenBy({ at }: { at: number }) {
  useTopic("runs");
  const now = useNow(60_000);
  const run = useRows("runs").find(({ startedAt, endedAt }) => startedAt <= at && at <= (endedAt ?? at));
  return (
    <>
      , written{" "}
      <time dateTime={isoTime(at)} title={localZone()} className="num">
        {localDayAndClock(at, now ?? at)}
      </time>
      {run && (
        <>
          {" by "}
          <Link href={runPath(run.number)} className="text-accent-text underline underline-offset-2">
            run {run.number}
          </Link>
        </>
      )}
    </>
  );
}
