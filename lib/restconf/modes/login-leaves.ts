/** The leaves of modes that log in, with a prefix in front of them (`sftp-username`). Passwords are read encrypted. */
import { z } from "zod";
import { profilePasswordSchema, userNameSchema } from "@/lib/contracts/profile-fields";
import { secret } from "@/lib/contracts/secret";
import { found, type Outcome } from "../problem";
import {
  type LeafContext,
  type Leaves,
  type ProfileSettings,
  type SettingsChange,
  violated,
} from "./restconf-mode";
import { firstIssue } from "./server-leaves";

/** How a password is written. The first is the default; `none` and those with a capital letter are older spellings. */
const CLEAR_TYPES = ["clear", "clear-to-aes"] as const;
const passwordTypes = [...CLEAR_TYPES, "aes"] as const;

export const loginLeaves = (prefix: string) => ({
  [`${prefix}-username`]: z.string(),
  [`${prefix}-password`]: secret(z.string()),
  [`${prefix}-password-type`]: z.enum(passwordTypes),
});

export function loginSettings(prefix: string, leaves: Leaves, context: LeafContext): Outcome<SettingsChange> {
  const change: SettingsChange = {};
  const [user, password, type] = [`${prefix}-username`, `${prefix}-password`, `${prefix}-password-type`];
  if (leaves[user] !== undefined) {
    const parsed = userNameSchema.safeParse(leaves[user]);
    if (!parsed.success) return violated(firstIssue(parsed.error), context, user);
    change.userName = parsed.data;
  }
  if (leaves[password] === undefined) {
    if (leaves[type] !== undefined) return violated(`${type} needs a ${password}`, context, type);
    return found(change);
  }
  const typed = String(leaves[password]);
  const clear = leaves[type] === "aes" ? context.unseal(typed) : typed;
  if (clear === null)
    return violated("this encrypted password is not from this controller", context, password);
  const parsed = profilePasswordSchema.safeParse(clear);
  if (!parsed.success) return violated(firstIssue(parsed.error), context, password);
  if (parsed.data === "") return violated(`${password} must not be empty`, context, password);
  change.password = parsed.data;
  return found(change);
}

export const loginRead = (
  prefix: string,
  { userName }: ProfileSettings,
  sealedPassword: string | null,
): Leaves => ({
  ...(userName !== null && { [`${prefix}-username`]: userName }),
  ...(sealedPassword !== null && {
    [`${prefix}-password`]: sealedPassword,
    [`${prefix}-password-type`]: "aes",
  }),
});

export const loginWithout = (prefix: string, leaf: string): SettingsChange => ({
  ...(leaf === `${prefix}-username` && { userName: null }),
  ...((leaf === `${prefix}-password` || leaf === `${prefix}-password-type`) && {
    password: null,
    passwordStored: false,
  }),
});
