/** The result of the preview: totals, warnings, and the images with the access points that need them. */

import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { CureButton } from "@/components/cures/cure-button";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { Banner } from "@/components/ui/banner";
import { Table, Td, Th } from "@/components/ui/table";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import type { PreviewWarning, UpgradePreview } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { formatBytes, formatDuration } from "@/lib/kit/units";
import { PredictedDuration } from "./predicted-duration";

type PreviewImage = UpgradePreview["images"][number];

/** What a button of a warning needs of the dialog around it. */
type CureTarget = { onPath: (imagePath: string) => void; onCured: () => void };

/**
 * The contents of the preview dialog.
 * @param title of the column that says whether an image is there
 */
export function PreviewReport({
  preview,
  title = "On the server",
  ...target
}: { preview: UpgradePreview; title?: string | undefined } & CureTarget) {
  const { prediction } = preview;
  const found = preview.images.filter((image) => image.found).length;
  const [first] = preview.images;
  const isShared = found === 0 && preview.images.every((image) => image.fault?.code === first?.fault?.code);
  return (
    <>
      {preview.takes !== null && (
        <p className="font-medium text-ink">
          {preview.takes}
          <span className="font-normal text-ink-3"> is what the service offers now.</span>
        </p>
      )}
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Total name="Images found" value={`${found} of ${preview.images.length}`} />
        <Total
          name="Access points"
          value={grouped(preview.images.reduce((n, i) => n + (i.family ? i.apCount : 0), 0))}
        />
        <Total name="To transfer" value={formatBytes(preview.totalBytes)} />
        <Total
          name="Estimated duration"
          value={prediction === null ? "Unknown" : formatDuration(prediction.ready.likely)}
        />
      </dl>
      {found > 0 && <PredictedDuration prediction={prediction} />}
      <Warnings warnings={preview.warnings} noneFound={found === 0} {...target} />
      {preview.unknownModels.length > 0 && (
        <Banner tone="warn" title="Access points of unknown models are not upgraded">
          {preview.unknownModels.map((ap) => `${ap.name} (${ap.model})`).join(", ")}
        </Banner>
      )}
      <div className="-mx-5 -mb-5 border-line border-t">
        <Table label="Needed images">
          <thead>
            <tr>
              <Th className="pl-5">Image</Th>
              <Th>{title}</Th>
              <Th className="text-right">Size</Th>
              <Th className="pr-5">Needed by</Th>
            </tr>
          </thead>
          <tbody>
            {preview.images.map((image) => (
              <ImageRow key={image.image} image={image} withCause={!isShared} />
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}

/** What stops the upgrade first, then the others in one banner. */
function Warnings(props: { warnings: readonly PreviewWarning[]; noneFound: boolean } & CureTarget) {
  const { warnings, noneFound, ...target } = props;
  const important = warnings.filter(({ hits, cure }) => hits !== null || cure !== null);
  const others = warnings.filter((warning) => !important.includes(warning));
  return (
    <>
      {important.map(({ text, hits, cure }) => (
        <Banner
          key={text}
          tone={noneFound ? "fail" : "warn"}
          title={<span className="[overflow-wrap:anywhere]">{text}</span>}
          actions={cure && <CureButton cure={cure} primary={noneFound} {...target} />}
        >
          {hits && <span className="num">Affects {hits}.</span>}
        </Banner>
      ))}
      {others.length === 1 && <Banner tone="warn" title={others[0]?.text} />}
      {others.length > 1 && (
        <Banner tone="warn" title={counted(others.length, "warning")}>
          <ul className="mt-1 flex list-disc flex-col gap-1 pl-4">
            {others.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  );
}

const Total = ({ name, value }: { name: string; value: ReactNode }) => (
  <div className="rounded-md border border-line bg-sunken px-3 py-2">
    <dt className="text-ink-3 text-xs">{name}</dt>
    <dd className="num font-semibold text-base">{value}</dd>
  </div>
);

/** "Missing" is said of files only. */
const absenceWords: Partial<Record<FaultCode, string>> = {
  "file-not-found": "Missing",
  "access-violation": "Denied",
  "connection-refused": "Refused",
  "timed-out": "No answer",
  "network-unreachable": "Unreachable",
  "authentication-failed": "Wrong password",
  "host-key-changed": "Host key changed",
};

/** @param withCause false where one warning above says the cause of all images */
function ImageRow({ image, withCause }: { image: PreviewImage; withCause: boolean }) {
  const Icon = image.found ? CircleCheck : CircleAlert;
  return (
    <tr className="align-top">
      <Td className="pl-5">
        <span className="code font-medium" title={image.url}>
          {image.image}
        </span>
        {image.version && <span className="code block text-ink-3 text-xs!">{image.version}</span>}
      </Td>
      <Td>
        <span className={`flex items-center gap-1.5 ${image.found ? "text-ok-text" : "text-fail-text"}`}>
          <Icon className="size-4 shrink-0" aria-hidden />
          {image.found ? "Found" : ((image.fault && absenceWords[image.fault.code]) ?? "Not available")}
        </span>
        {image.fault && withCause && (
          <span className="block max-w-72 text-[0.8125rem] text-ink-3">{image.fault.message}</span>
        )}
      </Td>
      <Td className="num whitespace-nowrap text-right">
        {image.sizeBytes === null ? "–" : formatBytes(image.sizeBytes)}
      </Td>
      <Td className="pr-5">
        <NeededBy image={image} isOpen={!image.found && withCause} />
      </Td>
    </tr>
  );
}

/** The number of access points; their names are expanded when the image is missing. */
function NeededBy({ image, isOpen }: { image: PreviewImage; isOpen: boolean }) {
  const count = formatApCount(image.apCount);
  if (image.family === null) return <span className="text-ink-2">Controller</span>;
  const more = image.apCount - image.apNames.length;
  return (
    <details open={isOpen}>
      <summary className="num text-ink-2">
        {count}
        {image.heldCount > 0 && (
          <span className="text-ink-3">
            {image.heldCount === image.apCount
              ? ", all have it already"
              : `, ${grouped(image.heldCount)} have it already`}
          </span>
        )}
      </summary>
      <span className="block max-w-80 text-[0.8125rem] text-ink-3">
        {image.apNames.join(", ")}
        {more > 0 && ` and ${grouped(more)} more`}
      </span>
    </details>
  );
}
