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
  /** SFTP only. */
  userName: string;
  /** SFTP only; empty keeps what is stored. */
  password: string;
};

export type DraftField = keyof ProfileDraft;

export const EMPTY_DRAFT: ProfileDraft = {
  mode: downloadModes[0].mode,
  imageServer: "",
  imagePath: "",
  servicePort: "",
  parallelMode: false,
  userName: "",
  password: "",
};

/** A stored root path is the empty string; in the field it is the slash that one types for it. */
export const draftOf = (profile: Profile): ProfileDraft => ({
  mode: profile.mode,
  imageServer: profile.imageServer,
  imagePath: rootAsSlash(profile.imagePath),
  servicePort: profile.servicePort === null ? "" : String(profile.servicePort),
  parallelMode: profile.parallelMode,
  userName: profile.mode === "sftp" ? profile.userName : "",
  password: "",
});

const rootAsSlash = (path: string): string => (path === "" ? "/" : path);

/**
 * The same in another mode: what every mode has stays as it was typed; port and login are those of a profile that is
 * known for that mode, the first of `known` that is one.
 */
export function inMode(
  draft: ProfileDraft,
  mode: DownloadMode,
  known: readonly (Profile | null)[],
): ProfileDraft {
  const before = known.find((profile) => profile?.mode === mode);
  const fields = before ? draftOf(before) : { ...EMPTY_DRAFT, mode };
  return {
    ...fields,
    imageServer: draft.imageServer || fields.imageServer,
    imagePath: draft.imagePath || fields.imagePath,
    parallelMode: draft.parallelMode,
  };
}

export const sameDraft = (a: ProfileDraft, b: ProfileDraft): boolean =>
  (Object.keys(a) as DraftField[]).every((field) => a[field] === b[field]);

export type CheckedDraft = {
  /** Undefined while a field is not right. */
  profile: ProfileOrder | undefined;
  errors: Partial<Record<DraftField, readonly string[]>>;
};

/** @param passwordKnown there is a password already, so that none need be typed. */
export function checkDraft(draft: ProfileDraft, passwordKnown = false): CheckedDraft {
  const parsed = profileInputSchema.safeParse({ ...draft, servicePort: draft.servicePort.trim() });
  const errors: Partial<Record<DraftField, string[]>> = {};
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0] as DraftField;
    errors[field] = [...(errors[field] ?? []), issue.message];
  }
  if (draft.mode === "sftp" && draft.password === "" && !passwordKnown)
    errors.password = ["Enter the password of the user on the server."];
  const right = parsed.success && Object.keys(errors).length === 0;
  return { profile: right ? parsed.data : undefined, errors };
}

/** The profile as an order: checked again where it arrives, by the same rules as what is typed. */
export const orderOf = (profile: ProfileOrder): ProfileOrder => ({
  ...profile,
  imagePath: rootAsSlash(profile.imagePath),
});
