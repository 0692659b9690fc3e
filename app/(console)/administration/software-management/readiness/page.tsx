/** Administration > Software Management > Readiness. */
import type { Metadata } from "next";
import { ReadinessPage } from "@/components/readiness/readiness-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Readiness" };

export default page("monitor", () => <ReadinessPage />);
