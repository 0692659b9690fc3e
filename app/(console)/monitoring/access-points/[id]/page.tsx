/** Monitoring > Access Points > one access point; `id` is its radio MAC address. */
import type { Metadata } from "next";
import { AccessPointPage } from "@/components/access-points/access-point-page";

export const metadata: Metadata = { title: "Access Point" };

export default async function MonitoringAccessPointPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <AccessPointPage apId={decodeURIComponent(id)} />;
}
