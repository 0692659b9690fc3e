/** `GET /metrics`: what a Prometheus server collects (lib/contracts/metrics.ts lists it). 503 when the engine is gone. */
import { z } from "zod";
import { scrape } from "@/lib/console/metrics";
import { route } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = route({ role: "monitor", audit: null, input: z.object({}) }, (_query, { actor }) =>
  scrape(actor),
);
