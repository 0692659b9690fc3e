/** `GET /api/events?topics=aps,upgrade`: the live stream, as Server-Sent Events. */
import { z } from "zod";
import { liveStream, streamRefusal } from "@/lib/console/live";
import { faultResponse, route } from "@/lib/console/operate";
import { hasRole } from "@/lib/contracts/actor";
import { fault } from "@/lib/contracts/fault";
import { parsePosition, topicRules, topicSchema } from "@/lib/contracts/stream";

export const dynamic = "force-dynamic";

const topicList = z
  .string("Name the topics: ?topics=aps,upgrade.")
  .transform((list) => [...new Set(list.split(","))])
  .pipe(z.array(topicSchema).min(1).max(20));
const query = z.object({
  topics: topicList,
  /** Those of `topics` of which the reader has no rows yet, while it has the others at its position. */
  fresh: topicList.optional(),
  /** For clients that cannot send Last-Event-ID. */
  since: z.string().optional(),
});

export const GET = route(
  { role: "monitor", audit: null, input: query },
  ({ topics, fresh = [], since }, { request, actor }) => {
    if (!topics.every((topic) => hasRole(actor, topicRules(topic).role)))
      return faultResponse(fault("not-allowed"));
    const refusal = streamRefusal(actor.signIn);
    if (refusal) return faultResponse(refusal);
    const position = parsePosition(request.headers.get("last-event-id") ?? since);
    return new Response(
      liveStream({ topics, fresh, since: position, signal: request.signal, signIn: actor.signIn }),
      {
        headers: {
          "content-type": "text/event-stream; charset=utf-8",
          "cache-control": "no-cache, no-transform",
          "x-accel-buffering": "no",
        },
      },
    );
  },
);
