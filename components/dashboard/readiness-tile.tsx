/** Whether the image repository has the image of each family in the fleet, in the set that the profile names. */
"use client";

import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import { useMemo } from "react";
import { checkSet, type FleetNeeds, type ImageRow } from "@/components/fleet/fleet-needs";
import { profileSet } from "@/components/fleet/profile-set";
import { IMAGE_REPOSITORY } from "@/components/navigation/pages";
import { Badge } from "@/components/ui/badge";
import type { ControllerRow } from "@/lib/contracts/controller";
import { CONTROLLER_IMAGE } from "@/lib/contracts/families";
import type { ImageSet } from "@/lib/contracts/images";
import { counted } from "@/lib/kit/text";
import { Tile, TileNote } from "./tile";

export function ReadinessTile({
  controller,
  sets,
  needs,
}: {
  controller: ControllerRow;
  sets: readonly ImageSet[];
  needs: FleetNeeds;
}) {
  const set = profileSet(controller, sets);
  const check = useMemo(() => (set === null ? null : checkSet(set, needs)), [set, needs]);
  if (set === null || check === null)
    return (
      <Tile title="Images for this fleet" href={IMAGE_REPOSITORY}>
        <TileNote>
          No image sets yet. Upload a release bundle, and this tile says which images the fleet needs of it.
        </TileNote>
      </Tile>
    );
  const needed = [...check.rows.filter((row) => row.need !== null), check.controller];
  const there = needed.filter(isThere).length;
  return (
    <Tile
      title="Images for this fleet"
      href={IMAGE_REPOSITORY}
      aside={
        <Badge tone={check.complete ? "ok" : "warn"}>
          {check.complete ? "Complete" : `${there} of ${counted(needed.length, "image")}`}
        </Badge>
      }
    >
      <p className="mb-1.5 truncate text-[0.8125rem] text-ink-3">
        Image set <span className="code text-ink-2">{set.name}</span>
        {set.version && `, version ${set.version}`}
      </p>
      <ul className="grid grid-cols-2 gap-x-5">
        {needed.map((row) => (
          <NeededImage key={row.image} row={row} />
        ))}
      </ul>
    </Tile>
  );
}

const isThere = ({ verdict }: ImageRow): boolean =>
  verdict === "present" || verdict === "unverified" || verdict === "not-needed";

function NeededImage({ row }: { row: ImageRow }) {
  const name = row.image === CONTROLLER_IMAGE ? "Controller" : row.image;
  const [Icon, tone, word] = isThere(row)
    ? [CircleCheck, "text-ok-text", "is there"]
    : row.verdict === "reading"
      ? [CircleDashed, "text-ink-3", "is being read"]
      : [CircleAlert, "text-fail-text", row.verdict === "missing" ? "is missing" : "cannot be used"];
  return (
    <li className="flex min-w-0 items-center gap-2 py-0.5" title={`${row.image} ${word}`}>
      <Icon className={`size-4 shrink-0 ${tone}`} aria-hidden />
      <span className={row.family ? "code truncate" : "truncate"}>
        {name}
        <span className="sr-only"> {word}</span>
      </span>
      {row.need && (
        <span className="num ml-auto shrink-0 text-[0.8125rem] text-ink-3">
          {counted(row.need.apNames.length, "AP")}
        </span>
      )}
    </li>
  );
}
