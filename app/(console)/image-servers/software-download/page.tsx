/** Image Servers > Software download. */
import type { Metadata } from "next";
import { SoftwareDownloadPage } from "@/components/catalog/software-download-page";

export const metadata: Metadata = { title: "Software download" };

export default function Page() {
  return <SoftwareDownloadPage />;
}
