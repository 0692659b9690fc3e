/** A link to the timeline of one access point. */
import { History } from "lucide-react";
import { TIMELINE } from "@/components/navigation/pages";
import { Link } from "@/components/ui/link";

/** Opens the Timeline page, filtered by this access point. */
export const TimelineLink = ({ apId }: { apId: string }) => (
  <Link
    href={`${TIMELINE}?ap=${apId}`}
    className="text-target gap-1.5 text-[0.8125rem] text-accent-text hover:underline"
  >
    <History className="size-3.5" aria-hidden />
    Open timeline
  </Link>
);
