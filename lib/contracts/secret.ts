/**
 * Marks secrets in schemas, so that the audit log knows them without guessing from names. The mark is part of the schema:
 * whoever adds a field with a secret adds the mark in the same line.
 */
import type { z } from "zod";

/** `stored`: it sets a secret. `proof`: it is only compared, as the own password that confirms a command. */
export type SecretKind = "stored" | "proof";

/** The same schema, whose value is never shown or logged. */
export const secret = <S extends z.ZodType>(schema: S, kind: SecretKind = "stored"): S =>
  schema.meta({ secret: kind }) as S;

/** What the schema itself is marked as; the parts of it are not looked at. Undefined for what may be shown. */
export function secretKindOf(schema: z.ZodType): SecretKind | undefined {
  const kind = schema.meta()?.secret;
  return kind === "stored" || kind === "proof" ? kind : undefined;
}
