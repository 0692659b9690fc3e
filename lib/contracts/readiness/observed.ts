/** What was found out, or why it was not: a check whose fact is missing says the reason and never guesses. */
import { z } from "zod";

/** One question and its answer, as sentences for a report: `Read ap1g8`, `58 MB in 3.2 s`. */
export const evidenceSchema = z.object({ asked: z.string(), answer: z.string() });
export type Evidence = z.infer<typeof evidenceSchema>;

export type Observed<T> = { known: true; value: T } | { known: false; reason: string };

/** The schema of a fact that may be unknown. `reason` is a sentence for the operator. */
export const observed = <S extends z.ZodType>(value: S) =>
  z.discriminatedUnion("known", [
    z.object({ known: z.literal(true), value }),
    z.object({ known: z.literal(false), reason: z.string() }),
  ]);

export const known = <T>(value: T): { known: true; value: T } => ({ known: true, value });
export const unknown = (reason: string): { known: false; reason: string } => ({ known: false, reason });
