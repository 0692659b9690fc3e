/**
 * The users of the SFTP server as a form sends and a page shows them. Not the console's users. A password is never sent
 * back, except a generated one, one time.
 */
import { z } from "zod";
import { foldImagePath } from "./profile-fields";
import { secret } from "./secret";
import { sftpUserSchema } from "./sftp";

export const accessKinds = ["read-only", "read-write"] as const;
export type Access = (typeof accessKinds)[number];

const MIN_PASSWORD = 8;
const MAX_PASSWORD = 128;
const MAX_KEYS = 20;

const hasControl = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  /[\u0000-\u001f\u007f-\u009f]/.test(text);

/** A user name of 1 to 32 characters, trimmed. */
export const sftpUserNameSchema = z.string().trim().min(1, "Enter a name.").pipe(sftpUserSchema.shape.name);

/** Empty keeps the current password. */
const passwordSchema = secret(
  z
    .string()
    .refine((p) => p === "" || [...p].length >= MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
    .refine((p) => [...p].length <= MAX_PASSWORD, `Use at most ${MAX_PASSWORD} characters.`)
    .refine((p) => !hasControl(p), "The password contains a control character. Enter it again."),
);

/** `ssh-ed25519 AAAA... comment`. Only the engine can check whether the bytes are a key. */
const KEY_LINE = /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)) AAAA[A-Za-z0-9+/]+={0,3}( .*)?$/;

/** One key per line, as in `authorized_keys`; empty lines and comments are dropped. */
export const publicKeysSchema = z
  .string()
  .max(40_000, "The text is too long for public keys.")
  .transform((text) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  )
  .superRefine((lines, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", message });
    if (lines.some((line) => line.includes("PRIVATE KEY")))
      return issue("This is a private key. Keep it secret, and paste the line of the .pub file instead.");
    if (lines.length > MAX_KEYS) issue(`Enter at most ${MAX_KEYS} keys.`);
    const bad = lines.findIndex((line) => !KEY_LINE.test(line) || hasControl(line));
    if (bad >= 0)
      issue(
        `Key ${bad + 1} is not a line of authorized_keys: ssh-ed25519, ssh-rsa or ecdsa-sha2-nistp..., then AAAA...`,
      );
  });

/** A folder below the images root, normalized like the Image Path of a profile; empty: the root itself. */
export const homeSchema = z
  .string()
  .transform(foldImagePath)
  .superRefine((path, context) => {
    const issue = (message: string) => context.addIssue({ code: "custom", message });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    if (/[\u0000-\u001f\u007f-\u009f]/.test(path))
      issue("The folder contains a control character. Enter it again.");
    if (new TextEncoder().encode(path).length > 255) issue("The folder is longer than 255 bytes.");
    if (path.split("/").some((segment) => segment.startsWith(".")))
      issue("No part of the folder can begin with a dot. Enter a folder below the images root.");
  });

/** What the form sends. */
export const sftpUserInputSchema = z.object({
  /** True to change a user, false to add one: a new user never overwrites an existing one of the same name. */
  existing: z.boolean(),
  name: sftpUserNameSchema,
  password: passwordSchema,
  /** The program generates the password and returns it in the answer, and only there. */
  generatePassword: z.boolean().default(false),
  publicKeys: publicKeysSchema,
  home: homeSchema,
  access: z.enum(accessKinds),
  enabled: z.boolean(),
  /** Wall milliseconds; null for never. */
  expiresAt: z.number().positive().nullable(),
});
export type SftpUserInput = z.input<typeof sftpUserInputSchema>;
export type SftpUserOrder = z.output<typeof sftpUserInputSchema>;

/** A row of topic `sftpUsers`; key = name. No secret is in it, sealed or hashed. */
export const sftpUserRowSchema = z.object({
  name: z.string(),
  hasPassword: z.boolean(),
  /** The password was generated and has not been revealed yet. */
  passwordWaits: z.boolean(),
  publicKeys: z.array(
    z.object({
      line: z.string(),
      /** `ED25519 SHA256:...` */
      words: z.string(),
    }),
  ),
  /** Empty: the images root. */
  home: z.string(),
  access: z.enum(accessKinds),
  enabled: z.boolean(),
  expiresAt: z.number().nullable(),
  changedAt: z.number(),
});
export type SftpUserRow = z.infer<typeof sftpUserRowSchema>;

/** The keys as the text of a form field, one per line. */
export const keysText = (row: Pick<SftpUserRow, "publicKeys">): string =>
  row.publicKeys.map((key) => key.line).join("\n");
