/** `GET /api/health`: 200 with the servers' addresses while the engine runs; 503 before it has started or when it is gone. */
import { z } from "zod";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = commandRoute("engine.info", z.object({}), () => ({}));
