/** Administration > Webhooks. */
import type { Metadata } from "next";
import { WebhooksPage } from "@/components/webhooks/webhooks-page";
import { page } from "@/lib/console/page";

export const metadata: Metadata = { title: "Webhooks" };

export default page("admin", () => <WebhooksPage />);
