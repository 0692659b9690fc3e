/** `POST /api/set-up` creates the first administrator with the one-time token that the start printed, and signs in. */
import { z } from "zod";
import { route } from "@/lib/console/operate";
import { setUp } from "@/lib/console/sign-in";

export const dynamic = "force-dynamic";

export const POST = route({ role: "anyone", audit: null, input: z.object({}) }, (_, { request }) =>
  setUp(request),
);
