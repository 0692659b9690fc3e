/** The audit log as a file: what the filter of the page finds, read and sent page by page. */
import "server-only";
import type { Actor } from "@/lib/contracts/actor";
import type { AuditExportFormat, AuditFilter, AuditRow } from "@/lib/contracts/audit";
import type { EngineClient } from "@/lib/engine/engine-client";
import { csvLine } from "@/lib/kit/csv";
import { faultResponse } from "./operate";

const PAGE_ENTRIES = 500;

/** How the entries become text. */
type Writing = {
  type: string;
  before: string;
  entry(row: AuditRow, isFirst: boolean): string;
  after: string;
};

const columns: readonly { header: string; text(row: AuditRow): string }[] = [
  { header: "Record", text: ({ id }) => String(id) },
  { header: "Time", text: ({ wallAt }) => new Date(wallAt).toISOString() },
  { header: "User", text: ({ actor }) => actor.name },
  { header: "Role", text: ({ actor }) => actor.role },
  { header: "API token", text: ({ actor }) => actor.token ?? "" },
  { header: "From", text: ({ actor }) => actor.from },
  { header: "Action", text: ({ action }) => action },
  { header: "Input", text: ({ detail }) => detail },
  { header: "Changes", text: ({ changes }) => (changes.length === 0 ? "" : JSON.stringify(changes)) },
  { header: "Outcome", text: ({ outcome }) => outcome },
  { header: "Hash", text: ({ hash }) => hash },
];

const writings: Record<AuditExportFormat, Writing> = {
  csv: {
    type: "text/csv; charset=utf-8; header=present",
    before: csvLine(columns.map(({ header }) => header)),
    entry: (row) => csvLine(columns.map(({ text }) => text(row))),
    after: "",
  },
  json: {
    type: "application/json; charset=utf-8",
    before: "[",
    entry: (row, isFirst) => `${isFirst ? "" : ","}\n${JSON.stringify(row)}`,
    after: "\n]\n",
  },
};

/** The newest entries first. A page that cannot be read ends the file in the middle, which the browser reports. */
export async function auditExport(
  ask: EngineClient["ask"],
  actor: Actor,
  filter: AuditFilter,
  format: AuditExportFormat,
): Promise<Response> {
  const page = (before: number | null) =>
    ask("audit.list", { ...filter, before, limit: PAGE_ENTRIES }, actor);
  let next = await page(null);
  if (!next.ok) return faultResponse(next.fault);
  const { type, before, entry, after } = writings[format];
  const utf8 = new TextEncoder();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(utf8.encode(before)),
    async pull(controller) {
      if (!next.ok) return controller.error(new Error(next.fault.message));
      const { entries, more } = next.value;
      let text = "";
      for (const row of entries) {
        text += entry(row, isFirst);
        isFirst = false;
      }
      if (!more) text += after;
      if (text !== "") controller.enqueue(utf8.encode(text));
      if (!more) return controller.close();
      next = await page(entries.at(-1)?.id ?? null);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="audit.${format}"`,
      "cache-control": "no-store",
    },
  });
}
