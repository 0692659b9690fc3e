/** What is typed into a form of Lab, as text, and what a contract says to it, field by field. */
import type { z } from "zod";

/** Text of a field, or whether a box is ticked. */
export type Values = Readonly<Record<string, string | boolean>>;
export type FieldErrors = Readonly<Record<string, readonly string[]>>;
export type Checked<I> = {
  /** Undefined while a field is not right. */
  input: I | undefined;
  errors: FieldErrors;
};

/** An empty field is no number. */
export const typedNumber = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
/** An empty field is none. */
export const typedOrNull = (text: string): number | null => (text.trim() === "" ? null : Number(text));
/** An empty field is left out. */
export const typedText = (text: string): string | undefined => text.trim() || undefined;
/** Of a share the percentage that one types, and back: no figure has more than four decimals. */
export const percentOf = (share: number): number => round(share * 100);
export const shareOf = (percent: number): number => round(percent / 100);
const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Each sentence once, beside the field whose name ends the issue's path. */
export function errorsByField(error: z.ZodError | undefined): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  for (const { path, message } of error?.issues ?? []) {
    const field = String(path.filter((part) => typeof part === "string").at(-1) ?? "");
    const told = errors[field] ?? [];
    if (!told.includes(message)) errors[field] = [...told, message];
  }
  return errors;
}

export const checkedBy = <S extends z.ZodType>(schema: S, typed: unknown): Checked<z.output<S>> => {
  const parsed = schema.safeParse(typed);
  return { input: parsed.data, errors: errorsByField(parsed.error) };
};
