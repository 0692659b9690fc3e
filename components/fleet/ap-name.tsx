/** An access point's name with its marks: hosts the controller, image master, not joined. */
import { Crown, Unplug, Waypoints } from "lucide-react";
import type { ApRow } from "@/lib/contracts/aps";

/** The name and its marks; each mark has a text for screen readers. */
export function ApName({ row }: { row: ApRow }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className={row.joined ? "truncate" : "truncate text-ink-3"}>{row.name}</span>
      {row.isController && <Mark icon={Waypoints} label="hosts the controller" />}
      {row.isImageMaster && <Mark icon={Crown} label={`image master of ${row.family ?? "its family"}`} />}
      {!row.joined && <Mark icon={Unplug} label={`not joined: ${row.capwapState}`} />}
    </span>
  );
}

function Mark({ icon: Icon, label }: { icon: typeof Crown; label: string }) {
  return (
    <span title={label} className="shrink-0 text-ink-3">
      <Icon className="size-3.5" aria-hidden />
      <span className="sr-only">({label})</span>
    </span>
  );
}
