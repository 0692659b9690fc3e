/** The number of access points in total, joined, and by image family. */
"use client";

import { formatApCount } from "@/components/fleet/format-ap-count";
import { useFamilies } from "@/components/fleet/use-families";
import { ACCESS_POINTS } from "@/components/navigation/pages";
import { Link } from "@/components/ui/link";
import { Panel } from "@/components/ui/panel";
import type { ControllerRow } from "@/lib/contracts/controller";
import { imageFamilies } from "@/lib/contracts/families";
import { grouped } from "@/lib/kit/number-text";

export function FleetPanel({ controller }: { controller: ControllerRow }) {
  const families = useFamilies(null);
  const { apCount, joinedCount } = controller;
  return (
    <Panel
      title="Fleet"
      description={
        <span className="num">
          {formatApCount(apCount)},{" "}
          {joinedCount === apCount ? "all joined" : `${grouped(joinedCount)} joined`}
        </span>
      }
      actions={
        <Link href={ACCESS_POINTS} className="text-target text-accent-text underline underline-offset-2">
          Access Points
        </Link>
      }
    >
      <ul aria-label="Access points by image family" className="flex flex-wrap gap-2">
        {families.length === 0 && <FamiliesPending count={Math.min(apCount, imageFamilies.length)} />}
        {families.map(({ family, total }) => (
          <li key={family}>
            <Link
              href={`${ACCESS_POINTS}?family=${family}`}
              className="inline-flex items-baseline gap-2 rounded-md border border-line bg-sunken px-2.5 py-1 hover:bg-hover"
            >
              <span className="code">{family}</span>
              <span className="num font-semibold">{grouped(total)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Takes the room of the families until the access points are counted, so that nothing below jumps. */
const FamiliesPending = ({ count }: { count: number }) =>
  imageFamilies.slice(0, count).map((family) => (
    <li key={family} aria-hidden className="animate-breathe rounded-md bg-line/60 px-2.5 py-1">
      <span className="code invisible">{family} 00</span>
    </li>
  ));
