/** Resumable uploads of bundles and image files: tus 1.0 at one address (spec 20). Parts are not audited one by one. */
import { z } from "zod";
import { route } from "@/lib/console/operate";
import { uploads } from "@/lib/console/uploads-live";

const input = z.object({ id: z.array(z.string().max(64)).max(1).optional() });

export const POST = route(
  { name: "images.upload", permission: "change", input },
  async (_, { request, actor }) => (await uploads()).handle(request, actor),
);
export const HEAD = route(
  { name: "images.upload-offset", permission: "read", input },
  async (_, { request, actor }) => (await uploads()).handle(request, actor),
);
export const PATCH = route(
  { name: "images.upload-part", permission: "change", input, partOfAudited: true },
  async (_, { request, actor }) => (await uploads()).handle(request, actor),
);
export const DELETE = route(
  { name: "images.upload-cancel", permission: "change", input },
  async (_, { request, actor }) => (await uploads()).handle(request, actor),
);
