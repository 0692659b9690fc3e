/**
 * `GET /api/health/ready`: 200 when the program can do its work, else 503; the body has each check with what is wrong. A
 * restart does not cure a 503: a full disk or an occupied port does not free itself.
 */
import { z } from "zod";
import { readinessResponse } from "@/lib/console/health";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = commandRoute("engine.readiness", z.object({}), () => ({}), readinessResponse);
