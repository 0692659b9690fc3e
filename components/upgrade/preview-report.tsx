/** The result of the preview: totals, warnings, and the images with the access points that need them. */
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { Banner } from "@/components/ui/banner";
import { Table, Td, Th } from "@/components/ui/table";
import type { UpgradePreview } from "@/lib/contracts/upgrade";
import { formatBytes, formatDuration } from "@/lib/kit/units";

type PreviewImage = UpgradePreview["images"][number];

/**
 * The contents of the preview dialog.
 * @param title of the column that says whether an image is there
 */
export function PreviewReport({
  preview,
  title = "On the server",
}: {
  preview: UpgradePreview;
  title?: string | undefined;
}) {
  const found = preview.images.filter((image) => image.found).length;
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
          value={preview.images.reduce((n, i) => n + (i.family ? i.apCount : 0), 0).toLocaleString("en")}
        />
        <Total name="To transfer" value={formatBytes(preview.totalBytes)} />
        <Total
          name="Estimated duration"
          value={preview.estimatedSeconds === null ? "Unknown" : formatDuration(preview.estimatedSeconds)}
        />
      </dl>
      <Warnings warnings={preview.warnings} noneFound={found === 0} />
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
              <ImageRow key={image.image} image={image} />
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}

/** All warnings in one banner. */
function Warnings({ warnings, noneFound }: { warnings: readonly string[]; noneFound: boolean }) {
  const [first, ...others] = warnings;
  if (first === undefined) return null;
  const tone = noneFound ? "fail" : "warn";
  if (others.length === 0) return <Banner tone={tone} title={first} />;
  return (
    <Banner tone={tone} title={noneFound ? "No images were found" : `${warnings.length} warnings`}>
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-4">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Banner>
  );
}

const Total = ({ name, value }: { name: string; value: ReactNode }) => (
  <div className="rounded-md border border-line bg-sunken px-3 py-2">
    <dt className="text-ink-3 text-xs">{name}</dt>
    <dd className="num font-semibold text-base">{value}</dd>
  </div>
);

function ImageRow({ image }: { image: PreviewImage }) {
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
          {image.found ? "Found" : "Missing"}
        </span>
        {image.fault && (
          <span className="block max-w-72 text-[0.8125rem] text-ink-3">{image.fault.message}</span>
        )}
      </Td>
      <Td className="num whitespace-nowrap text-right">
        {image.sizeBytes === null ? "–" : formatBytes(image.sizeBytes)}
      </Td>
      <Td className="pr-5">
        <NeededBy image={image} />
      </Td>
    </tr>
  );
}

/** The number of access points; their names are expanded when the image is missing. */
function NeededBy({ image }: { image: PreviewImage }) {
  const count = formatApCount(image.apCount);
  if (image.family === null) return <span className="text-ink-2">Controller</span>;
  const more = image.apCount - image.apNames.length;
  return (
    <details open={!image.found}>
      <summary className="num text-ink-2">{count}</summary>
      <span className="block max-w-80 text-[0.8125rem] text-ink-3">
        {image.apNames.join(", ")}
        {more > 0 && ` and ${more.toLocaleString("en")} more`}
      </span>
    </details>
  );
}
