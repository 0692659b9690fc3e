/** `GET /api/runbook?run=12`: the runbook of an upgrade as Markdown, with the profile of a run or with the saved one. */
import { z } from "zod";
import { markdownDownload } from "@/lib/console/evidence/markdown-download";
import { runbookMarkdown } from "@/lib/console/evidence/runbook-markdown";
import { commandRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const GET = commandRoute(
  "runs.runbook",
  z.object({
    run: z.coerce.number().int().min(1).nullable().default(null),
    readiness: z.string().min(1).max(64).nullable().default(null),
  }),
  ({ run, readiness }) => ({ number: run, readiness }),
  (book) => markdownDownload("runbook", runbookMarkdown(book)),
);
