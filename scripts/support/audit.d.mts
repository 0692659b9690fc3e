/** Types of audit.mjs, for its test. */
export function readAudit(
  output: string,
): { kind: "unanswered"; reason: string } | { kind: "answered"; severe: string[] };
