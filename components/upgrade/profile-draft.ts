/** The profile as it is being typed: text as it stands in the fields, and what the contract says to it. */
import {
  type DownloadMode,
  downloadModes,
  type Profile,
  type ProfileOrder,
  profileInputSchema,
} from "@/lib/contracts/profile";

export type ProfileDraft = {
  mode: DownloadMode;
  imageServer: string;
  imagePath: string;
  /** Empty: automatic. */
  servicePort: string;
  parallelMode: boolean;
};

export type DraftField = keyof ProfileDraft;

export const EMPTY_DRAFT: ProfileDraft = {
  mode: downloadModes[0].mode,
  imageServer: "",
  imagePath: "",
  servicePort: "",
  parallelMode: false,
};

/** A stored root path is the empty string; in the field it is the slash that one types for it. */
export const draftOf = (profile: Profile): ProfileDraft => ({
  mode: profile.mode,
  imageServer: profile.imageServer,
  imagePath: profile.imagePath === "" ? "/" : profile.imagePath,
  servicePort: profile.servicePort === null ? "" : String(profile.servicePort),
  parallelMode: profile.parallelMode,
});

export const sameDraft = (a: ProfileDraft, b: ProfileDraft): boolean =>
  (Object.keys(a) as DraftField[]).every((field) => a[field] === b[field]);

export type CheckedDraft = {
  /** Undefined while a field is not right. */
  profile: ProfileOrder | undefined;
  errors: Partial<Record<DraftField, readonly string[]>>;
};

export function checkDraft(draft: ProfileDraft): CheckedDraft {
  const parsed = profileInputSchema.safeParse({ ...draft, servicePort: draft.servicePort.trim() });
  if (parsed.success) return { profile: parsed.data, errors: {} };
  const errors: Partial<Record<DraftField, string[]>> = {};
  for (const issue of parsed.error.issues) {
    const field = issue.path[0] as DraftField;
    errors[field] = [...(errors[field] ?? []), issue.message];
  }
  return { profile: undefined, errors };
}
