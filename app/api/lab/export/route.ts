/** `GET /api/lab/export`: the lab as it is now, as a lab file to keep, to share or to start with (env `LAB`). */
import { z } from "zod";
import { faultResponse, route } from "@/lib/console/operate";
import { exportLab } from "@/lib/console/use-cases";

export const dynamic = "force-dynamic";

export const GET = route({ name: "lab.export", permission: "read", input: z.object({}) }, async () => {
  const answer = await exportLab({});
  if (!answer.ok) return faultResponse(answer.fault);
  const { lab } = answer.value;
  return new Response(`${JSON.stringify(lab, null, 1)}\n`, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="lab-${fileWord(lab.controller.name)}.json"`,
      "cache-control": "no-store",
    },
  });
});

/** A controller's name may have characters that a file's name or a header's quotes may not. */
const fileWord = (name: string): string => name.replace(/[^A-Za-z0-9._-]/g, "_");
