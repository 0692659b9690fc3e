/**
 * `GET /api/health/ready`: 200 when the program can do its work, else 503. Who has signed in also gets each check with what
 * is wrong. A restart does not cure a 503: a full disk or an occupied port does not free itself.
 */
import { z } from "zod";
import { readinessResponse } from "@/lib/console/health";
import { route } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = route({ role: "anyone", audit: null, input: z.object({}) }, (_, { request }) =>
  readinessResponse(request),
);
