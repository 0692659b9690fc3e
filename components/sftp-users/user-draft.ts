/** An SFTP user as it is being typed, and what the contract says to it. */
import {
  keysText,
  type SftpUserInput,
  type SftpUserRow,
  sftpUserInputSchema,
} from "@/lib/contracts/sftp-users";

export type UserDraft = Omit<SftpUserInput, "expiresAt" | "generatePassword" | "existing"> & {
  generatePassword: boolean;
  /** `2026-11-30`, the last day; empty: never. */
  lastDay: string;
};

export const newUser: UserDraft = {
  name: "",
  password: "",
  generatePassword: true,
  publicKeys: "",
  home: "/",
  access: "read-only",
  enabled: true,
  lastDay: "",
};

export const draftOf = (row: SftpUserRow): UserDraft => ({
  name: row.name,
  password: "",
  generatePassword: false,
  publicKeys: keysText(row),
  home: row.home === "" ? "/" : row.home,
  access: row.access,
  enabled: row.enabled,
  lastDay: row.expiresAt === null ? "" : dayText(row.expiresAt),
});

/** The visitor's own calendar day, as a date field writes it. */
function dayText(wallMs: number): string {
  const at = new Date(wallMs);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last millisecond of that day where the visitor is; null when it is no day. */
function endOfDay(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const at = new Date(year, month - 1, day + 1).getTime() - 1;
  return dayText(at) === text ? at : null;
}

export type UserField = keyof UserDraft;
export type CheckedUser = {
  /** Undefined while a field is not right. */
  user: SftpUserInput | undefined;
  errors: Partial<Record<UserField, readonly string[]>>;
};

/** @param hasPassword the user has one already, which an empty field keeps. */
export function checkUser(draft: UserDraft, existing: boolean, hasPassword: boolean): CheckedUser {
  const { lastDay, ...typed } = draft;
  const password = typed.generatePassword ? "" : typed.password;
  const user: SftpUserInput = { ...typed, password, existing, expiresAt: endOfDay(lastDay) };
  const errors: Partial<Record<UserField, string[]>> = {};
  if (lastDay !== "" && user.expiresAt === null) errors.lastDay = ["Choose a day, or leave it empty."];
  const parsed = sftpUserInputSchema.safeParse(user);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = path[0] as UserField;
    errors[field] = [...(errors[field] ?? []), message];
  }
  const noWayIn =
    parsed.success &&
    !hasPassword &&
    !typed.generatePassword &&
    password === "" &&
    !parsed.data.publicKeys.length;
  if (noWayIn) errors.password = ["Give a password, or at least one public key."];
  return Object.keys(errors).length === 0 ? { user, errors } : { user: undefined, errors };
}
