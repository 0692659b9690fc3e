/** Monitoring > Access Points. */
import type { Metadata } from "next";
import { AccessPointsPage } from "@/components/access-points/access-points-page";

export const metadata: Metadata = { title: "Access Points" };

export default function MonitoringAccessPointsPage() {
  return <AccessPointsPage />;
}
