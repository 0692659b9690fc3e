/** `GET /api/runs/12/evidence`: the evidence of a run as a zip with a signed manifest. */
import { z } from "zod";
import { evidenceBundle } from "@/lib/console/evidence/bundle";
import { engineAsk, route } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = route(
  {
    role: "monitor",
    audit: "Export the evidence of a run",
    input: z.object({ number: z.coerce.number().int().min(1) }),
  },
  ({ number }, { actor }) => evidenceBundle(engineAsk, actor, number, Date.now()),
);
