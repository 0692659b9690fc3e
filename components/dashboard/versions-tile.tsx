/** The versions that run in the fleet, as a donut and in numbers. */
"use client";

import { Donut, segmentColor } from "@/components/charts/donut";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import { Link } from "@/components/ui/link";
import { useTopic } from "@/lib/client/rows/hooks";
import { type Summary, useSummary } from "@/lib/client/rows/use-summary";
import type { ApRow } from "@/lib/contracts/aps";
import type { OfferedRelease } from "@/lib/contracts/release-check";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";
import { Tile } from "./tile";
import { type VersionShare, versionFields, versionShares } from "./version-shares";

type VersionsProps = {
  joined: number;
  total: number;
  /** A release that is newer than what the controller runs, as the last check for new software found it; else null. */
  newer: OfferedRelease | null;
};

const SHARES: Summary<ApRow, readonly VersionShare[]> = {
  make: versionShares,
  fields: versionFields,
  none: [],
};
/** Segments and lines; the other versions are counted together. */
const SHOWN = 4;

export function VersionsTile({ joined, total, newer }: VersionsProps) {
  useTopic("aps");
  const all = useSummary("aps", SHARES);
  const others = all.slice(SHOWN).reduce((sum, { count }) => sum + count, 0);
  const shown = all.slice(0, SHOWN);
  const shares = [...shown.map(({ count }) => count), ...(others > 0 ? [others] : [])];
  return (
    <Tile
      title="Versions in the fleet"
      href={ACCESS_POINTS}
      aside={
        <span className="num text-[0.8125rem] text-ink-3">
          {joined === total ? "All joined" : `${grouped(joined)} of ${grouped(total)} joined`}
        </span>
      }
    >
      <div className="flex items-center gap-5">
        <Donut shares={shares} center={grouped(total)} caption={total === 1 ? "AP" : "APs"} />
        <ul className="flex min-w-0 grow flex-col gap-1.5">
          {shown.map(({ version, count }, i) => (
            <li key={version} className="flex items-center gap-2">
              <Swatch index={i} />
              <Link
                href={`${ACCESS_POINTS}?q=${version}`}
                className="code relative min-h-6 min-w-0 truncate rounded leading-6 hover:text-accent-text hover:underline"
              >
                {version}
              </Link>
              <span className="num ml-auto shrink-0 text-ink-2">
                {counted(count, "AP")}
                <span className="inline-block w-11 text-right text-ink-3">
                  {total === 0 ? 0 : Math.round((100 * count) / total)}%
                </span>
              </span>
            </li>
          ))}
          {others > 0 && (
            <li className="flex items-center gap-2 text-ink-3">
              <Swatch index={SHOWN} />
              {counted(all.length - SHOWN, "other version")}
              <span className="num ml-auto">{counted(others, "AP")}</span>
            </li>
          )}
        </ul>
      </div>
      {newer !== null && (
        <p className="mt-3 flex flex-wrap items-center gap-2 text-[0.8125rem]">
          <Badge tone="accent">New</Badge>
          Release {newer.release} is available from the software download service.
        </p>
      )}
    </Tile>
  );
}

const Swatch = ({ index }: { index: number }) => (
  <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ background: segmentColor(index) }} />
);
