/** Troubleshooting > Timeline. */
import type { Metadata } from "next";
import { TimelinePage } from "@/components/timeline/timeline-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Timeline" };

export default page("monitor", () => <TimelinePage />);
