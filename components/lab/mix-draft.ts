/** The values of the form that adds several access points: how many, which versions, and models with weights. */
import type { z } from "zod";
import { checkWith, type FormCheck, numberOrNaN } from "@/components/forms/draft";
import { labMixSchema } from "@/lib/contracts/lab";
import { NO_VERSION } from "@/lib/contracts/versions";

export type MixDraft = { count: string; seed: string; running: string; backup: string };
/** One model and its weight. `id` identifies the row while the user edits it. */
export type ModelRow = { id: number; model: string; weight: string };
/** The checked input of the form. */
export type Mix = z.output<typeof labMixSchema>;

/** The field names of a row, for its errors. */
export const modelField = (id: number): string => `model-${id}`;
export const weightField = (id: number): string => `weight-${id}`;

/** The fields before anything is typed. @param running the version to suggest */
export const newMix = (running: string): MixDraft => ({ count: "20", seed: "1", running, backup: "" });

/** What the fields and the rows say, without a check. */
export const mixOf = (draft: MixDraft, rows: readonly ModelRow[]): Mix => ({
  count: numberOrNaN(draft.count),
  seed: numberOrNaN(draft.seed),
  running: draft.running.trim(),
  backup: draft.backup.trim() || NO_VERSION,
  behavior: {},
  models: Object.fromEntries(
    rows
      .filter(({ model }) => model.trim() !== "")
      .map(({ model, weight }) => [model.trim(), numberOrNaN(weight)]),
  ),
});

/** Checks the fields and the rows. */
export function checkMix(draft: MixDraft, rows: readonly ModelRow[]): FormCheck<Mix> {
  const { models, behavior: _, ...fields } = mixOf(draft, rows);
  const checked = checkWith(labMixSchema.omit({ models: true }), fields);
  const errors = { ...checked.errors, ...rowErrors(rows) };
  if (checked.input === undefined || Object.keys(errors).length > 0) return { input: undefined, errors };
  return { input: { ...checked.input, models }, errors };
}

function rowErrors(rows: readonly ModelRow[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  const seen = new Set<string>();
  for (const { id, model, weight } of rows) {
    const name = model.trim();
    if (name.length < 3 || name.length > 40) errors[modelField(id)] = ["Enter a model, such as C9120AXI-E."];
    else if (seen.has(name)) errors[modelField(id)] = ["This model is already listed."];
    seen.add(name);
    const share = numberOrNaN(weight);
    if (!(share > 0 && Number.isFinite(share))) errors[weightField(id)] = ["Enter a weight above 0."];
  }
  return errors;
}

/** The expected number of each model, largest first. The seed decides the exact numbers. */
export function sharesOf(mix: Pick<Mix, "count" | "models">): { model: string; about: number }[] {
  const total = Object.values(mix.models).reduce((sum, weight) => sum + weight, 0);
  return Object.entries(mix.models)
    .map(([model, weight]) => ({ model, about: Math.round((mix.count * weight) / total) }))
    .sort((a, b) => b.about - a.about);
}
