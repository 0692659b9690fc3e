/** Faults as problem details (RFC 9457). */
import { z } from "zod";
import type { Fault } from "../fault";
import { type FaultCode, faultCodes } from "../fault-codes";
import { faultSchema } from "../fault-schema";

export const PROBLEM_TYPE = "application/problem+json";

/** The page that explains the codes; each has its own place on it. */
export const problemType = (code: FaultCode): string => `/administration/api#${code}`;

export const problemSchema = z.object({
  type: z.string().describe("A link to the page that lists the codes."),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("What happened, in a sentence."),
  code: faultSchema.shape.code,
  remedy: z.string().optional().describe("What to do about it, in a sentence."),
  fields: faultSchema.shape.fields.describe("What is wrong with the input, by field."),
  cure: faultSchema.shape.cure.describe("What one button of the console can do about it."),
});
type Problem = z.infer<typeof problemSchema>;

/** With the fields that the sentences are about: the reader of a problem has no form in which they stand beside them. */
function detailOf({ message, fields }: Fault): string {
  const sentences = Object.entries(fields ?? {}).flatMap(([field, found]) =>
    found.map((sentence) => (field === "" ? sentence : `${field}: ${sentence}`)),
  );
  return sentences.length === 0 ? message : sentences.join(" ");
}

/** RFC 9457, section 3. */
export function problemOf(refused: Fault): Problem {
  const { code, remedy, fields, cure } = refused;
  const { http: status, title } = faultCodes[code];
  return {
    type: problemType(code),
    title,
    status,
    detail: detailOf(refused),
    code,
    ...(remedy !== undefined && { remedy }),
    ...(fields !== undefined && { fields }),
    ...(cure !== undefined && { cure }),
  };
}
