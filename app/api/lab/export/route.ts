/** `GET /api/lab/export`: the lab as it is now, as a lab file to keep, to share or to start with (env `LAB`). */
import { z } from "zod";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

/** A controller's name may have characters that a file name or a quoted header value may not. */
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
