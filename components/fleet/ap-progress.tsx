/** The progress of an access point's two images as two labeled segments, or what it does while nothing moves. */
import { formatAmount } from "@/components/ui/format-amount";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { Tone } from "@/components/ui/tone";
import { type ApRow, type ImageRow, isMoving } from "@/lib/contracts/aps";
import { isSettled } from "@/lib/contracts/predownload";
import { ApActivity } from "./ap-activity";
import { statusTone } from "./ap-tone";

/** Whether a transfer of this image has begun. */
const hasBegun = (image: ImageRow): boolean => image.percent !== null || isMoving(image);

/** False while neither image has anything to show. */
export const hasProgress = ({ apImage, controllerImage }: ApRow): boolean =>
  hasBegun(apImage) || hasBegun(controllerImage);

/** Whether it waits between two transfers: the words then stand beside the segment of the image before. */
const isWaiting = (row: ApRow): boolean =>
  row.activity !== "" && ![row.apImage, row.controllerImage].some(isMoving);

/** A bar per image that has begun, each with percent and bytes of its own, or the activity in words. */
export function ApProgress({ row }: { row: ApRow }) {
  if (!hasProgress(row)) return <ApActivity row={row} />;
  const { apImage, controllerImage } = row;
  const tone = statusTone(row);
  return (
    <div className="grid auto-cols-fr grid-flow-col gap-2" title={row.activity}>
      {hasBegun(apImage) && (
        <Segment
          label={hasBegun(controllerImage) ? "AP" : "AP image"}
          title="AP image"
          row={row}
          image={apImage}
          tone={isMoving(apImage) || tone === "neutral" ? "accent" : tone}
        />
      )}
      {hasBegun(controllerImage) && (
        <Segment
          label="Controller"
          title="Controller image"
          row={row}
          image={controllerImage}
          tone={controllerImage.state === "complete" ? "ok" : isSettled(controllerImage) ? "fail" : "accent"}
        />
      )}
      {isWaiting(row) && <ApActivity row={row} />}
    </div>
  );
}

/** `label` is short, because two segments share a cell; `title` is the whole name. */
function Segment(props: { label: string; title: string; row: ApRow; image: ImageRow; tone: Tone }) {
  const { label, title, row, image, tone } = props;
  const { bytes, sizeBytes, percent, state } = image;
  const amount = formatAmount(bytes, sizeBytes);
  const total = sizeBytes ?? (state === "complete" ? bytes : null);
  return (
    <div className="@container flex min-w-0 flex-col gap-0.5" title={`${title}: ${amount}`}>
      <ProgressBar
        size="xs"
        label={`${title} of ${row.name}`}
        value={percent === 100 ? 1 : bytes}
        total={percent === 100 ? 1 : total}
        tone={tone}
      />
      <span className="num flex justify-between gap-2 whitespace-nowrap text-ink-2 text-xs leading-4">
        <span className="truncate">
          {label} {percent === null ? "" : state === "verifying" ? "verifying" : `${percent}%`}
        </span>
        <span className="hidden truncate text-ink-3 @[11rem]:block">{bytes > 0 ? amount : ""}</span>
      </span>
    </div>
  );
}
