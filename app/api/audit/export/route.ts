/** `GET /api/audit/export?format=csv`: downloads what the filter of Administration > Audit finds. */
import { z } from "zod";
import { auditExport } from "@/lib/console/audit-export";
import { engineAsk, route } from "@/lib/console/operate";
import { auditExportFormats, auditFilterSchema } from "@/lib/contracts/audit";

export const dynamic = "force-dynamic";

const moment = z.coerce.number().nullable().default(null);
const query = auditFilterSchema.extend({
  since: moment,
  until: moment,
  format: z.enum(auditExportFormats),
});

export const GET = route(
  { role: "admin", audit: "Export the audit log", input: query },
  ({ format, ...filter }, { actor }) => auditExport(engineAsk, actor, filter, format),
);
