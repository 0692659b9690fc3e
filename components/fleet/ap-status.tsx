/** The predownload status of an access point. */
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  Loader,
  type LucideIcon,
  RotateCw,
} from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { ApRow } from "@/lib/contracts/aps";
import type { PredownloadStatus } from "@/lib/contracts/predownload";
import { statusTone } from "./ap-tone";

const icons: Record<PredownloadStatus, LucideIcon> = {
  None: CircleDashed,
  Initiated: CircleDashed,
  Predownloading: Loader,
  Complete: CircleCheck,
  Failed: CircleAlert,
  Unsupported: CircleSlash,
};

/** The mark of access points that the controller's listings do not show any more. */
export const NOT_JOINED_LABEL = "Not joined";

/** The status as a badge, whose title is the fault, and whether the access point is not joined. */
export function ApStatus({ row }: { row: Pick<ApRow, "status" | "retrying" | "fault" | "joined"> }) {
  const Icon = row.retrying ? RotateCw : icons[row.status];
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {row.status === "None" ? (
        <span className="text-ink-3">None</span>
      ) : (
        <Badge
          tone={statusTone(row)}
          icon={<Icon aria-hidden />}
          {...(row.fault && { title: row.fault.message })}
        >
          {row.status}
          {row.retrying && ", retrying"}
        </Badge>
      )}
      {!row.joined && <span className="whitespace-nowrap text-warn-text text-xs">{NOT_JOINED_LABEL}</span>}
    </span>
  );
}
