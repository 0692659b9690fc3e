import type { Metadata } from "next";
import { RunsPage } from "@/components/runs/runs-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Runs" };

export default page("monitor", () => <RunsPage />);
