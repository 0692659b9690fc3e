/** The preview's contents: the sum in one line, warnings, and each image with who needs it. */
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "@/components/ui/banner";
import { Table, Td, Th } from "@/components/ui/table";
import type { UpgradePreview } from "@/lib/contracts/upgrade";
import { formatBytes, formatDuration } from "@/lib/kit/units";

type PreviewImage = UpgradePreview["images"][number];

export function PreviewReport({ preview }: { preview: UpgradePreview }) {
  const found = preview.images.filter((image) => image.found).length;
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Sum name="Images found" value={`${found} of ${preview.images.length}`} />
        <Sum
          name="Access points"
          value={preview.images.reduce((n, i) => n + (i.family ? i.apCount : 0), 0)}
        />
        <Sum name="To move" value={formatBytes(preview.totalBytes)} />
        <Sum
          name="Estimated duration"
          value={preview.estimatedSeconds === null ? "not known" : formatDuration(preview.estimatedSeconds)}
        />
      </dl>
      <Warnings warnings={preview.warnings} nothing={found === 0} />
      {preview.unknownModels.length > 0 && (
        <Banner tone="warn" title="Models without a known image family stay as they are">
          {preview.unknownModels.map((ap) => `${ap.name} (${ap.model})`).join(", ")}
        </Banner>
      )}
      <div className="-mx-5 -mb-5 border-line border-t">
        <Table label="Images that the fleet needs">
          <thead>
            <tr>
              <Th className="pl-5">Image</Th>
              <Th>On the server</Th>
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

/** One strip for all of them, however many families are missing. */
function Warnings({ warnings, nothing }: { warnings: readonly string[]; nothing: boolean }) {
  const [first, ...others] = warnings;
  if (first === undefined) return null;
  const tone = nothing ? "fail" : "warn";
  if (others.length === 0) return <Banner tone={tone} title={first} />;
  return (
    <Banner
      tone={tone}
      title={nothing ? "None of the images was found on the server" : `${warnings.length} things to know`}
    >
      <ul className="mt-1 flex list-disc flex-col gap-1 pl-4">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Banner>
  );
}

const Sum = ({ name, value }: { name: string; value: ReactNode }) => (
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

/** A missing image names its access points; of a found one the number is enough. */
function NeededBy({ image }: { image: PreviewImage }) {
  const count = `${image.apCount} ${image.apCount === 1 ? "access point" : "access points"}`;
  if (image.family === null) return <span className="text-ink-2">the controller</span>;
  const more = image.apCount - image.apNames.length;
  return (
    <details open={!image.found}>
      <summary className="num text-ink-2">{count}</summary>
      <span className="block max-w-80 text-[0.8125rem] text-ink-3">
        {image.apNames.join(", ")}
        {more > 0 && ` and ${more} more`}
      </span>
    </details>
  );
}
