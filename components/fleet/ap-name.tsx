/** An access point's name with what it is besides: host of the controller, image master, gone. */
import { Crown, Unplug, Waypoints } from "lucide-react";
import type { ApRow } from "@/lib/contracts/aps";

export function ApName({ row }: { row: ApRow }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className={row.joined ? "truncate" : "truncate text-ink-3"}>{row.name}</span>
      {row.isController && <Mark icon={Waypoints} says="hosts the controller" />}
      {row.isImageMaster && <Mark icon={Crown} says={`image master of ${row.family ?? "its family"}`} />}
      {!row.joined && <Mark icon={Unplug} says={`not joined: ${row.capwapState}`} />}
    </span>
  );
}

function Mark({ icon: Icon, says }: { icon: typeof Crown; says: string }) {
  return (
    <span title={says} className="shrink-0 text-ink-3">
      <Icon className="size-3.5" aria-hidden />
      <span className="sr-only">({says})</span>
    </span>
  );
}
