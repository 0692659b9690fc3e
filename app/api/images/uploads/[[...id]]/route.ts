/** Resumable uploads of bundles and image files (tus 1.0). The start and the cancel are audited, the parts between are not. */
import { z } from "zod";
import { route } from "@/lib/console/operate";
import { uploadDetail } from "@/lib/console/upload-detail";
import { uploads } from "@/lib/console/uploads-live";

const input = z.object({ id: z.array(z.string().max(64)).max(1).optional() });

export const POST = route(
  { role: "admin", audit: "Upload an image file", input, detail: uploadDetail },
  async (_, { request, actor }) => (await uploads()).handle(request, actor),
);
export const HEAD = route({ role: "monitor", audit: null, input }, async (_, { request, actor }) =>
  (await uploads()).handle(request, actor),
);
export const PATCH = route({ role: "admin", audit: null, input }, async (_, { request, actor }) =>
  (await uploads()).handle(request, actor),
);
export const DELETE = route(
  { role: "admin", audit: "Cancel an upload", input },
  async (_, { request, actor }) => (await uploads()).handle(request, actor),
);
