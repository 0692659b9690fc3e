/** The fleet by image family: how many access points have the image, and which one downloads it. */
"use client";

import type { FamilySummary } from "@/components/fleet/family-summary";
import { useFamilies } from "@/components/fleet/use-families";
import { ProgressBar } from "@/components/ui/progress-bar";
import { DEFAULT_MODE } from "@/lib/contracts/modes/download-mode";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";
import { modeForm } from "./modes/all-forms";
import type { ModeFetcher } from "./modes/mode-form";

/** @param target the version that the upgrade installs; null without one */
export function Families({ target, mode }: { target: string | null; mode: UpgradeRow["mode"] }) {
  const families = useFamilies(target);
  const { fetcherTitle, Fetcher } = modeForm(mode ?? DEFAULT_MODE);
  if (families.length === 0) return null;
  return (
    <table className="w-full text-left text-[0.8125rem]">
      <caption className="sr-only">Access points by image family</caption>
      <thead>
        <tr className="text-ink-3 text-xs">
          <th scope="col" className="w-24 pb-1 font-normal">
            Image family
          </th>
          <th scope="col" className="pb-1 font-normal">
            {target === null ? "Running" : <>Have {target}</>}
          </th>
          <th scope="col" className="hidden w-2/5 pb-1 font-normal @md:table-cell">
            {fetcherTitle}
          </th>
          <th scope="col" className="w-14 pb-1 text-right font-normal">
            APs
          </th>
        </tr>
      </thead>
      <tbody>
        {families.map((family) => (
          <FamilyRow key={family.family} sum={family} target={target} Fetcher={Fetcher} />
        ))}
      </tbody>
    </table>
  );
}

function FamilyRow({
  sum,
  target,
  Fetcher,
}: {
  sum: FamilySummary;
  target: string | null;
  Fetcher: ModeFetcher;
}) {
  return (
    <tr className="border-line border-t">
      <th scope="row" className="code py-1.5 pr-3 text-left font-normal">
        {sum.family}
      </th>
      <td className="py-1.5 pr-4">
        {target === null ? (
          <span className="code text-ink-2">{sum.running.join(", ")}</span>
        ) : (
          <div className="flex items-center gap-2.5">
            <ProgressBar
              size="xs"
              className="max-w-40"
              label={`Access points of ${sum.family} that have the image`}
              value={sum.withImage}
              total={sum.total}
              tone={sum.withImage === sum.total ? "ok" : sum.failed > 0 ? "fail" : "accent"}
            />
            <span className="num shrink-0">
              {grouped(sum.withImage)} of {grouped(sum.total)}
              {sum.failed > 0 && <span className="text-fail-text">, {grouped(sum.failed)} failed</span>}
            </span>
          </div>
        )}
      </td>
      <td className="hidden py-1.5 pr-4 text-ink-2 @md:table-cell">
        <Fetcher family={sum} />
      </td>
      <td className="num py-1.5 text-right">{grouped(sum.total)}</td>
    </tr>
  );
}
