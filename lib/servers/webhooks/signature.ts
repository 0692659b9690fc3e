/**
 * Signs messages as the Standard Webhooks specification says: HMAC-SHA256 over the id, the time and the body, so that a
 * receiver knows who sent a message, that nobody changed it, and that it is not an old one played back.
 */
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
/** The specification asks for 24 to 64. */
const KEY_BYTES = 32;

/** `whsec_` and random bytes as Base64: the form in which libraries of receivers expect it. */
export const newWebhookSecret = (): string => `${PREFIX}${randomBytes(KEY_BYTES).toString("base64")}`;

/** What is signed and sent. */
export type SignedMessage = {
  id: string;
  /** Milliseconds since the epoch; it is sent in whole seconds. */
  at: number;
  body: string;
};

/** The three headers of a message. @param secret `whsec_...` */
export function signatureHeaders(secret: string, { id, at, body }: SignedMessage): Record<string, string> {
  const seconds = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
}
