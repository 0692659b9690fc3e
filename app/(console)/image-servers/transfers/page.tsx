/** Image Servers > Transfers. */
import type { Metadata } from "next";
import { Transfers } from "@/components/transfers/transfers";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Transfers" };

export default page("monitor", () => <Transfers />);
