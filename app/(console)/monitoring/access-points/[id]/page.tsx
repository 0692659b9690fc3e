/** Monitoring > Access Points > one access point; `id` is its radio MAC address. */
import type { Metadata } from "next";
import { AccessPointPage } from "@/components/access-points/access-point-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Access Point" };

export default page("monitor", async ({ params }: { params: Promise<{ id: string }> }) => {
  const { id } = await params;
  return <AccessPointPage apId={decodeURIComponent(id)} />;
});
