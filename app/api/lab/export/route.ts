/** `GET /api/lab/export`: downloads the current lab as a lab file, which the environment variable `LAB` can name. */
import { z } from "zod";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

/** A controller's name can contain characters that are not allowed in a file name or in a quoted header value. */
const safeFileName = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, "_");

export const GET = commandRoute(
  "lab.export",
  z.object({}),
  () => ({}),
  ({ lab }) =>
    new Response(`${JSON.stringify(lab, null, 1)}\n`, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="lab-${safeFileName(lab.controller.name)}.json"`,
        "cache-control": "no-store",
      },
    }),
);
