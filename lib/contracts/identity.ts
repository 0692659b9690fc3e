/** Users of the console and the command line, their sessions, and API tokens: what may be typed, and the rows shown. */
import { z } from "zod";
import { actorSchema, roles } from "./actor";
import { secret } from "./secret";

/** The least length of a password of a user of this console. */
export const LEAST_PASSWORD_CHARACTERS = 12;
const MOST_PASSWORD_CHARACTERS = 256;
/** The administrator's name that the set-up page proposes. */
export const PROPOSED_ADMIN = "admin";

/** The page that creates the first administrator, with the one-time token that the start prints. */
export const setUpPath = (token: string): string => `/set-up?token=${token}`;

/** Where the sign-in page leads afterwards: a path of this console, never another site. */
export const pathAfterSignIn = (wanted: string | undefined): string =>
  wanted !== undefined && /^\/(?![/\\])/.test(wanted) ? wanted : "/";

/** A user's name. What cannot be shown on a page, in a terminal and in a log line is refused here. */
export const userNameSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,32}$/, "Use 1 to 32 letters, digits or symbols, without spaces.");

export const newPasswordSchema = secret(
  z
    .string()
    .min(LEAST_PASSWORD_CHARACTERS, `Use at least ${LEAST_PASSWORD_CHARACTERS} characters.`)
    .max(MOST_PASSWORD_CHARACTERS, `Use at most ${MOST_PASSWORD_CHARACTERS} characters.`),
);

/** A password that is compared with the stored one, so its length is not judged. */
export const typedPasswordSchema = secret(
  z.string().min(1, "Enter the password.").max(1024, "This password is too long."),
  "proof",
);

/** What the sign-in page sends. */
export const signInSchema = z.object({
  name: z.string().min(1, "Enter your user name.").max(256, "This name is too long."),
  password: typedPasswordSchema,
});

/** What the set-up page sends; `token` is the one-time token of the link that the start printed. */
export const setUpSchema = z.object({
  token: secret(z.string().max(256), "proof"),
  name: userNameSchema,
  password: newPasswordSchema,
});

/** A user with role; an empty password asks for a generated one. */
export const userOrderSchema = z.object({
  name: userNameSchema,
  role: z.enum(roles),
  password: z.union([z.literal(""), newPasswordSchema]),
});

export const tokenOrderSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Enter a name that says what the token is for.")
    .max(60, "Use at most 60 characters.")
    .regex(/^[\x20-\x7e]*$/, "Use letters, digits, symbols and spaces."),
  role: z.enum(roles),
  /** Days until it expires. */
  days: z
    .number("Enter a number of days.")
    .int("Enter whole days.")
    .min(1, "Enter at least 1 day.")
    .max(3650, "Enter at most 3,650 days."),
});

/** A user as pages show it. Times are wall milliseconds. */
export const userRowSchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  isDisabled: z.boolean(),
  passwordChangedAt: z.number(),
  /** Null before the first sign-in. */
  signedInAt: z.number().nullable(),
});
export type UserRow = z.infer<typeof userRowSchema>;

/** A session of a browser. Times are wall milliseconds. */
export const sessionRowSchema = z.object({
  id: z.string(),
  user: z.string(),
  /** The address that signed in. */
  from: z.string(),
  /** The browser, as its User-Agent header says; printable, at most 200 characters. */
  browser: z.string(),
  createdAt: z.number(),
  usedAt: z.number(),
  /** When it ends even if it is used. */
  expiresAt: z.number(),
});
export type SessionRow = z.infer<typeof sessionRowSchema>;

/** An API token without its secret. Times are wall milliseconds. */
export const tokenRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  /** Who created it. It ends when that user is deleted, disabled or changed to a lower role. */
  user: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Null before its first use. */
  usedAt: z.number().nullable(),
});
export type TokenRow = z.infer<typeof tokenRowSchema>;

/** Everything that the page Users shows, of one moment. */
export type UsersOverview = { users: UserRow[]; sessions: SessionRow[]; tokens: TokenRow[] };

/** Whom a request comes from: nobody yet set up the console, nobody has signed in, or a user. */
export const visitorSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("set-up") }),
  z.object({ state: z.literal("anonymous") }),
  z.object({ state: z.literal("user"), actor: actorSchema }),
]);
export type Visitor = z.infer<typeof visitorSchema>;

/** A session that was just opened, with the secret that goes into the browser's cookie. */
export type OpenedSession = { secret: string; name: string; expiresAt: number };
