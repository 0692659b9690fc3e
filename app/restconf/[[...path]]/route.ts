/**
 * `/restconf`: RESTCONF as the controller speaks it (docs/restconf.md). It signs in by HTTP Basic or an API token, and
 * audits each change by itself.
 */
import { z } from "zod";
import { route } from "@/lib/console/operate";
import { answerRestconf } from "@/lib/console/restconf";

export const dynamic = "force-dynamic";

const everybody = { role: "anyone", audit: null, input: z.object({}) } as const;
const answer = (_: object, { request }: { request: Request }) => answerRestconf(request);

export const GET = route(everybody, answer);
export const HEAD = route(everybody, answer);
export const OPTIONS = route(everybody, answer);
export const POST = route(everybody, answer);
export const PUT = route(everybody, answer);
export const PATCH = route(everybody, answer);
export const DELETE = route(everybody, answer);
