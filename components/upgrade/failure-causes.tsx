/** Why access points failed: each cause once, with what it hits and the buttons that help. */

import { CureButton } from "@/components/cures/cure-button";
import { formatApCount } from "@/components/fleet/format-ap-count";
import { Banner } from "@/components/ui/banner";
import type { FailureCause } from "@/lib/contracts/upgrade";
import { grouped } from "@/lib/kit/number-text";
import { counted } from "@/lib/kit/text";

/** Causes shown at first; the table below says the others. */
const SHOWN = 2;

export function FailureCauses({ causes }: { causes: readonly FailureCause[] }) {
  if (causes.length === 0) return null;
  return (
    <ul aria-label="Causes of failures" className="flex flex-col gap-2">
      {causes.slice(0, SHOWN).map((cause) => (
        <li key={cause.text}>
          <Cause cause={cause} />
        </li>
      ))}
      {causes.length > SHOWN && (
        <li className="num text-[0.8125rem] text-ink-3">
          {counted(causes.length - SHOWN, "more cause")} in the table
        </li>
      )}
    </ul>
  );
}

function Cause({ cause: { text, remedy, apNames, apCount, cures } }: { cause: FailureCause }) {
  const more = apCount - apNames.length;
  const names = `${apNames.join(", ")}${more > 0 ? ` and ${grouped(more)} more` : ""}`;
  return (
    <Banner
      tone="fail"
      title={<span className="[overflow-wrap:anywhere]">{text}</span>}
      actions={cures.length > 0 && cures.map((cure) => <CureButton key={cure.kind} cure={cure} />)}
    >
      <p className="num text-[0.8125rem]">
        {formatApCount(apCount)}: {names}
      </p>
      {remedy && <p className="text-[0.8125rem] [overflow-wrap:anywhere]">{remedy}</p>}
    </Banner>
  );
}
