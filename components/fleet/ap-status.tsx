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

/** The status as a badge; its title is the fault. */
export function ApStatus({ row }: { row: Pick<ApRow, "status" | "retrying" | "fault"> }) {
  if (row.status === "None") return <span className="text-ink-3">None</span>;
  const Icon = row.retrying ? RotateCw : icons[row.status];
  return (
    <Badge
      tone={statusTone(row)}
      icon={<Icon aria-hidden />}
      {...(row.fault && { title: row.fault.message })}
    >
      {row.status}
      {row.retrying && ", retrying"}
    </Badge>
  );
}
