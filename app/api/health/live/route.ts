/**
 * `GET /api/health/live`: 200 while both threads run, 503 once the engine is gone. Only a restart cures a 503, so this is
 * what a supervisor watches. It does not wait for the engine's work.
 */
import { z } from "zod";
import { liveness } from "@/lib/console/health";
import { route } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = route({ role: "anyone", audit: null, input: z.object({}) }, () => liveness());
