/** Administration > API. */
import type { Metadata } from "next";
import { ApiPage } from "@/components/api/api-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "API" };

export default page("monitor", () => <ApiPage />);
