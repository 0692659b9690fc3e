/** `GET /api/health`: 200 once the engine has started, with where its servers listen; 503 until then or when it is gone. */
import { z } from "zod";
import { faultResponse, route } from "@/lib/console/operate";
import { engineInfo } from "@/lib/console/use-cases";

export const dynamic = "force-dynamic";

export const GET = route({ name: "health.read", permission: "read", input: z.object({}) }, async () => {
  const info = await engineInfo({});
  return info.ok
    ? Response.json(info.value, { headers: { "cache-control": "no-store" } })
    : faultResponse(info.fault);
});
