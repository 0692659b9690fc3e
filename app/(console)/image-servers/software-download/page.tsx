/** Image Servers > Software download. */
import type { Metadata } from "next";
import { SoftwareDownloadPage } from "@/components/catalog/software-download-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Software download" };

export default page("monitor", () => <SoftwareDownloadPage />);
