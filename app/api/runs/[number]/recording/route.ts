/** `GET /api/runs/12/recording`: the recording of a run up to this moment, packed. */
import { z } from "zod";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = commandRoute(
  "runs.recording",
  z.object({ number: z.coerce.number().int().min(1) }),
  ({ number }) => ({ number }),
  ({ bytes }) =>
    new Response(bytes, {
      headers: { "content-type": "application/octet-stream", "cache-control": "no-store" },
    }),
);
