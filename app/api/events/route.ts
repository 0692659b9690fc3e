/** `GET /api/events?topics=aps,upgrade`: the live stream. */
import { z } from "zod";
import { liveStream } from "@/lib/console/live";
import { route } from "@/lib/console/operate";
import { parsePosition, topicSchema } from "@/lib/contracts/stream";

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

export const GET = route({ role: "monitor", audit: null, input: query }, (input, { request }) => {
  const since = parsePosition(request.headers.get("last-event-id") ?? input.since);
  const { topics, fresh = [] } = input;
  return new Response(liveStream({ topics, fresh, since, signal: request.signal }), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
