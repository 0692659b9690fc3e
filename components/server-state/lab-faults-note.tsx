/** The faults that Lab injects into a server, so that nobody looks for another cause. */
import { FlaskConical } from "lucide-react";
import { LAB } from "@/components/navigation/pages";
import { Link } from "@/components/ui/link";
import type { ServerRow } from "@/lib/contracts/servers";

export function LabFaultsNote({ faults }: { faults: ServerRow["labFaults"] }) {
  if (faults.length === 0) return null;
  return (
    <p className="flex items-start gap-2 text-ink-2">
      <FlaskConical className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0">
        Injected faults: {faults.join(" ")}{" "}
        <Link href={`${LAB}?section=server-faults`} className="text-accent-text underline underline-offset-2">
          Lab
        </Link>
      </span>
    </p>
  );
}
