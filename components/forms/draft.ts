/** What the user typed into a form, as text, and how the contract's schema judges it field by field. */
import type { z } from "zod";
import { areSchemasLoaded } from "@/lib/client/schemas";
import { fieldErrors } from "@/lib/contracts/field-errors";

/** The content of each field: its text, or whether a box is checked. */
export type Values = Readonly<Record<string, string | boolean>>;
/** Error sentences by field name. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;
/** The result of checking a form. */
export type FormCheck<I> = {
  /** The checked input; undefined while any field is invalid. */
  input: I | undefined;
  errors: FieldErrors;
};

/** The number in a field; NaN when the field is empty, which no schema accepts. */
export const numberOrNaN = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
/** The number in a field; null when the field is empty. */
export const numberOrNull = (text: string): number | null => (text.trim() === "" ? null : Number(text));
/** The trimmed text of a field; undefined when the field is empty. */
export const textOrUndefined = (text: string): string | undefined => text.trim() || undefined;
/** Converts a share (0.125) to the percentage shown in a field (12.5), with at most four decimals. */
export const percentOf = (share: number): number => roundTo4Decimals(share * 100);
/** Converts a typed percentage (12.5) to a share (0.125). */
export const shareOf = (percent: number): number => roundTo4Decimals(percent / 100);
const roundTo4Decimals = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Parses the typed values with the schema that the server uses, too. Before schemas are loaded: no input, and no errors. */
export const checkWith = <S extends z.ZodType>(schema: S, typed: unknown): FormCheck<z.output<S>> => {
  if (!areSchemasLoaded()) return { input: undefined, errors: {} };
  const parsed = schema.safeParse(typed);
  return { input: parsed.data, errors: fieldErrors(parsed.error) };
};

/** Parses the one field of a form. */
export const checkField = <S extends z.ZodType>(
  name: string,
  schema: S,
  typed: string,
): FormCheck<z.output<S>> => {
  const { input, errors } = checkWith(schema, typed);
  const sentences = errors[""];
  return { input, errors: sentences === undefined ? {} : { [name]: sentences } };
};
