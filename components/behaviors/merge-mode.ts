/** What happens to the faults that an access point already has when more are injected. */
export type MergeMode = "merge" | "replace";

/** The options as the forms offer them. */
export const mergeModes: { value: MergeMode; label: string }[] = [
  { value: "merge", label: "Keep" },
  { value: "replace", label: "Replace" },
];
