/** `GET /.well-known/host-meta`: where the root of RESTCONF is, as an XRD document. 404 while RESTCONF is off. */
import { z } from "zod";
import { route } from "@/lib/console/operate";
import { answerHostMeta } from "@/lib/console/restconf";

export const dynamic = "force-dynamic";

export const GET = route({ role: "anyone", audit: null, input: z.object({}) }, (_, { request }) =>
  answerHostMeta(request),
);
