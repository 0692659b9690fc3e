/** An image that was uploaded to the controller: what it contains and what this fleet needs, and its controls. */
"use client";

import { Check, ChevronRight, FolderPlus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { checkSet, type FleetNeeds, type ImageRow, nameSome } from "@/components/fleet/fleet-needs";
import { fileIssue, VerdictBadge } from "@/components/fleet/verdict-badge";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { FileName } from "@/components/ui/file-name";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import { counted } from "@/lib/kit/text";
import { localDayAndClock, localZone } from "@/lib/kit/time-text";
import { formatBytes } from "@/lib/kit/units";
import { CopyUploadedDialog, DiscardUploadedDialog } from "./uploaded-image-dialogs";

export function UploadedImageCard({
  image,
  needs,
  isChosen,
  disabled,
  onChoose,
}: {
  image: UploadedImage;
  needs: FleetNeeds;
  /** Whether Save & Download uses it. */
  isChosen: boolean;
  disabled: boolean;
  onChoose: () => void;
}) {
  const [dialog, setDialog] = useState<"copy" | "discard" | null>(null);
  const check = useMemo(() => checkSet(image, needs), [image, needs]);
  const needed = [check.controller, ...check.rows].filter((row) => row.verdict !== "not-needed");
  const close = () => setDialog(null);
  return (
    <section
      aria-label={`Uploaded image ${image.name}`}
      className="flex min-w-0 flex-col gap-2.5 rounded-md border border-line bg-sunken px-3 py-2.5"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <FileName name={image.name} className="font-medium" />
        {image.version && <Badge className="code">{image.version}</Badge>}
        <StateBadge image={image} isChosen={isChosen} />
        {image.synthetic && (
          <Badge title="Made by the sample bundle generator. Not vendor software.">Synthetic</Badge>
        )}
      </div>
      <Lacking rows={[...check.missing, ...check.damaged]} />
      <ul aria-label="Images that this fleet needs" className="flex flex-col gap-1">
        {needed.map((row) => (
          <NeededImage key={row.image} row={row} />
        ))}
      </ul>
      <details className="group">
        <summary className="flex items-center gap-1.5 text-[0.8125rem] text-ink-2">
          <ChevronRight
            className="size-3.5 text-ink-3 transition-transform group-open:rotate-90"
            aria-hidden
          />
          <span className="num" title={localZone()}>
            {counted(image.files.length, "file")}, {formatBytes(image.sizeBytes)}, uploaded{" "}
            {localDayAndClock(image.importedAt, Date.now())}
          </span>
        </summary>
        <ul aria-label={`Files of ${image.name}`} className="mt-1.5 flex flex-col gap-1">
          {image.files.map((file) => (
            <li key={file.path} className="flex flex-wrap items-center gap-x-2 text-[0.8125rem]">
              <FileName name={file.path} className="min-w-0 grow" />
              <span className="code text-ink-3">{file.version}</span>
              <span className="num">{formatBytes(file.sizeBytes)}</span>
              {file.sha512 !== null && (
                <CopyButton text={file.sha512} label={`Copy the SHA-512 of ${file.path}`} />
              )}
            </li>
          ))}
        </ul>
      </details>
      <div className="flex flex-wrap gap-2">
        {image.isReady && !isChosen && (
          <Button changes size="sm" icon={<Check aria-hidden />} disabled={disabled} onClick={onChoose}>
            Use this image
          </Button>
        )}
        <Button
          changes
          size="sm"
          icon={<FolderPlus aria-hidden />}
          disabled={disabled || !image.isReady}
          onClick={() => setDialog("copy")}
        >
          Add to the image repository
        </Button>
        <Button
          changes
          size="sm"
          variant="ghost"
          icon={<Trash2 aria-hidden />}
          disabled={disabled}
          onClick={() => setDialog("discard")}
        >
          Discard
        </Button>
      </div>
      {dialog === "copy" && <CopyUploadedDialog image={image} onClose={close} />}
      <DiscardUploadedDialog image={image} open={dialog === "discard"} onClose={close} />
    </section>
  );
}

function StateBadge({ image: { isReady, isInUse }, isChosen }: { image: UploadedImage; isChosen: boolean }) {
  if (!isReady) return <Badge tone="info">Checking</Badge>;
  if (isInUse)
    return (
      <Badge tone="accent" title="Joining access points get their image from this upload.">
        In profile
      </Badge>
    );
  return (
    <Badge title={isChosen ? "Save & Download uses it." : "Save & Download uses another one."}>
      Not saved yet
    </Badge>
  );
}

/** Said before anything starts: which access points would get no image. */
function Lacking({ rows }: { rows: readonly ImageRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Banner tone="warn" title="This fleet needs images that the upload lacks">
      <ul className="list-disc pl-4">
        {rows.map((row) => (
          <li key={row.image}>
            <FileName name={row.image} className="font-medium text-ink" />, needed by{" "}
            {row.need === null ? "the controller" : nameSome(row.need.apNames)}
            {row.file !== null && `. ${fileIssue(row) ?? ""}`}
          </li>
        ))}
      </ul>
      <p className="mt-1">Add the single images, or upload a bundle that contains them.</p>
    </Banner>
  );
}

function NeededImage({ row }: { row: ImageRow }) {
  const count = row.need?.apNames.length ?? 0;
  return (
    <li className="flex flex-wrap items-center gap-x-2 text-[0.8125rem]">
      <FileName name={row.image} className="min-w-0 grow" />
      {row.need !== null && (
        <span className="num text-ink-3" title={nameSome(row.need.apNames, 30)}>
          {counted(count, "AP")}
        </span>
      )}
      <VerdictBadge verdict={row.verdict} />
    </li>
  );
}
