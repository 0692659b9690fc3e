/**
 * `GET /api/health`: 200 while the engine runs, 503 before it has started or when it is gone. Who has signed in also gets
 * the servers' addresses.
 */
import { z } from "zod";
import { healthResponse } from "@/lib/console/health";
import { route } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = route({ role: "anyone", audit: null, input: z.object({}) }, (_, { request }) =>
  healthResponse(request),
);
