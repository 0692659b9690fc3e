/** The form values of Change version, and their validation. */
import { z } from "zod";
import { checkWith, type FormCheck, textOrUndefined } from "@/components/forms/draft";
import { versionSchema } from "@/lib/contracts/versions";

const schema = z.object({ running: versionSchema, backup: versionSchema.optional() });

/** A blank backup version keeps the current one. */
export const checkVersion = (draft: {
  running: string;
  backup: string;
}): FormCheck<z.output<typeof schema>> =>
  checkWith(schema, { running: draft.running.trim(), backup: textOrUndefined(draft.backup) });
