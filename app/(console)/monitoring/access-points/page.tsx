/** Monitoring > Access Points. */
import type { Metadata } from "next";
import { AccessPointsPage } from "@/components/access-points/access-points-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Access Points" };

export default page("monitor", () => <AccessPointsPage />);
