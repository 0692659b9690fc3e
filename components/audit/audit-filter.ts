/** The filter of the audit log. It is in the URL, so that a filtered list can be shared, and the export takes the same. */
import {
  type AuditExportFormat,
  type AuditFilter,
  type AuditOutcome,
  auditOutcomes,
  NO_AUDIT_FILTER,
} from "@/lib/contracts/audit";

export const isFiltered = (filter: AuditFilter): boolean =>
  auditUrlFormat.write({ ...filter, text: filter.text.trim() }) !== "";

export const outcomeOptions: readonly { value: AuditOutcome; label: string }[] = [
  { value: "any", label: "Any outcome" },
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
];

/** An instant as ISO 8601; null for any other text. */
function instantIn(text: string | null): number | null {
  const instant = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}

/** How the filter is in the URL. Times are in UTC, because the link may be opened in another time zone. */
export const auditUrlFormat = {
  read(params: { get(name: string): string | null }): AuditFilter {
    return {
      text: (params.get("q") ?? "").slice(0, 200),
      user: params.get("user")?.slice(0, 200) ?? null,
      action: params.get("action")?.slice(0, 200) ?? null,
      outcome: auditOutcomes.find((one) => one === params.get("outcome")) ?? NO_AUDIT_FILTER.outcome,
      since: instantIn(params.get("since")),
      until: instantIn(params.get("until")),
    };
  },
  write({ text, user, action, outcome, since, until }: AuditFilter): string {
    const params = new URLSearchParams();
    if (text !== "") params.set("q", text);
    if (user !== null) params.set("user", user);
    if (action !== null) params.set("action", action);
    if (outcome !== "any") params.set("outcome", outcome);
    if (since !== null) params.set("since", new Date(since).toISOString());
    if (until !== null) params.set("until", new Date(until).toISOString());
    return params.toString();
  },
};

/** Where the entries of the filter are downloaded. */
export function exportUrl(filter: AuditFilter, format: AuditExportFormat): string {
  const params = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(filter)) if (value !== null) params.set(name, String(value));
  return `/api/audit/export?${params}`;
}
