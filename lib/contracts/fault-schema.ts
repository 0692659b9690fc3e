/** What a fault consists of, for rows and answers that contain one. */
import { z } from "zod";
import { cureSchema } from "./cure";
import { type FaultCode, faultCodes } from "./fault-codes";

export const faultSchema = z.object({
  code: z.enum(Object.keys(faultCodes) as [FaultCode, ...FaultCode[]]),
  /** What happened, as one sentence for the operator. */
  message: z.string(),
  /** What to do about it, as one sentence. */
  remedy: z.string().optional(),
  /** What one button can do about it. */
  cure: cureSchema.optional(),
  /** Sentences by form field, shown beside the field. */
  fields: z.record(z.string(), z.array(z.string())).optional(),
});
