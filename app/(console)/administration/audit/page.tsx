/** Administration > Audit. */
import type { Metadata } from "next";
import { AuditPage } from "@/components/audit/audit-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Audit" };

export default page("admin", () => <AuditPage />);
