/** Image Servers > Servers. */
import type { Metadata } from "next";
import { ServersPage } from "@/components/servers/servers-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Servers" };

export default page("monitor", () => <ServersPage />);
