/** Secrets that this program makes and compares but never needs again: of sessions, API tokens and the set-up link. */
import { createHash, randomBytes } from "node:crypto";

/** 256 random bits as text, with a prefix that says what it is. */
export const newSecret = (prefix = ""): string => `${prefix}${randomBytes(32).toString("base64url")}`;

/** SHA-256 as hexadecimal digits. It is enough for a random secret: there is nothing to guess. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** A short random name for a session or token, which is no secret. */
export const newId = (): string => randomBytes(9).toString("base64url");
