/** `GET /api/runs/12/record`: the change record of a run as Markdown. */
import { z } from "zod";
import { markdownDownload } from "@/lib/console/evidence/markdown-download";
import { recordMarkdown } from "@/lib/console/evidence/record-markdown";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = commandRoute(
  "runs.record",
  z.object({ number: z.coerce.number().int().min(1) }),
  ({ number }) => ({ number }),
  (record) => markdownDownload(`run-${record.run.number}-change-record`, recordMarkdown(record)),
);
