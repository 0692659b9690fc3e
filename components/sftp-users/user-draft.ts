/** The values of the SFTP user form and their check. */
import { checkWith, type FormCheck } from "@/components/forms/draft";
import {
  keysText,
  type SftpUserInput,
  type SftpUserRow,
  sftpUserInputSchema,
} from "@/lib/contracts/sftp-users";
import { localDate } from "@/lib/kit/time-text";

/** The fields. */
export type UserDraft = Omit<SftpUserInput, "expiresAt" | "generatePassword" | "existing"> & {
  generatePassword: boolean;
  /** The last day that the user can sign in, `2026-11-30`; empty: no end. */
  lastDay: string;
};

/** The values of a new user. */
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

/** The values of an existing user. */
export const draftOf = (row: SftpUserRow): UserDraft => ({
  name: row.name,
  password: "",
  generatePassword: false,
  publicKeys: keysText(row),
  home: row.home === "" ? "/" : row.home,
  access: row.access,
  enabled: row.enabled,
  lastDay: row.expiresAt === null ? "" : localDate(row.expiresAt),
});

/** The last millisecond of the day in the visitor's time zone; null when the text is not a day. */
function endOfDay(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const at = new Date(year, month - 1, day + 1).getTime() - 1;
  return localDate(at) === text ? at : null;
}

/** Checks the values with the contract. An empty password keeps the one that an existing user has. */
export function checkUser(
  draft: UserDraft,
  { existing, hasPassword }: { existing: boolean; hasPassword: boolean },
): FormCheck<SftpUserInput> {
  const { lastDay, ...typed } = draft;
  const password = typed.generatePassword ? "" : typed.password;
  const user: SftpUserInput = { ...typed, password, existing, expiresAt: endOfDay(lastDay) };
  const { input, errors: found } = checkWith(sftpUserInputSchema, user);
  const errors: Record<string, readonly string[]> = { ...found };
  if (lastDay !== "" && user.expiresAt === null) errors.lastDay = ["Select a day, or leave the field blank."];
  const hasNoCredential =
    input !== undefined &&
    !hasPassword &&
    !typed.generatePassword &&
    password === "" &&
    input.publicKeys.length === 0;
  if (hasNoCredential) errors.password = ["Enter a password or at least one public key."];
  return { input: input !== undefined && Object.keys(errors).length === 0 ? user : undefined, errors };
}
