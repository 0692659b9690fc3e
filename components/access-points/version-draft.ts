/** The form values of Change version, and their validation. */
import { z } from "zod";
import { type Checked, checkedBy, typedText } from "@/components/forms/draft";
import { versionSchema } from "@/lib/contracts/versions";

const schema = z.object({ running: versionSchema, backup: versionSchema.optional() });

/** A blank backup version keeps the current one. */
export const checkVersion = (draft: { running: string; backup: string }): Checked<z.output<typeof schema>> =>
  checkedBy(schema, { running: draft.running.trim(), backup: typedText(draft.backup) });
