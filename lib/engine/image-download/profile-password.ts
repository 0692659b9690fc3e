/** The password of an image download profile, encrypted where it is stored. */
import { FaultError, fault } from "@/lib/contracts/fault";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { Secrets } from "../secrets";
import type { ImageSource } from "./context";

/** What the encryption is bound to: a password sealed for another purpose cannot be used here. */
export const PASSWORD_PURPOSE = "image-download-profile";

export const sealPassword = (secrets: Pick<Secrets, "seal">, password: string): string =>
  secrets.seal(password, PASSWORD_PURPOSE);

/** The password in plain text; null when there is none or it cannot be decrypted. Never show it. */
export function passwordIn(
  secrets: Pick<Secrets, "unseal">,
  source: Pick<ImageSource, "sealedPassword"> | null,
): string | null {
  const sealed = source?.sealedPassword ?? null;
  return sealed === null ? null : secrets.unseal(sealed, PASSWORD_PURPOSE);
}

/**
 * The password to log in with: the one that was typed, else the stored one of the same mode, else the one that this program
 * generated for that user of its own server. A password never goes to the server of another mode.
 * @throws FaultError `bad-input` when there is none
 */
export function passwordFor(
  secrets: Pick<Secrets, "unseal">,
  order: { mode: DownloadMode; password: string },
  kept: ImageSource | null,
  own: string | null | undefined,
): string {
  const stored = kept?.profile.mode === order.mode ? passwordIn(secrets, kept) : null;
  const password = order.password || stored || own;
  if (password) return password;
  const sentence = "Enter the password of the user on the server.";
  throw new FaultError({ ...fault("bad-input", sentence), fields: { password: [sentence] } });
}

/** The stored password was encrypted with a key that is gone. */
export const UNREADABLE_PASSWORD = fault(
  "authentication-failed",
  "The stored password can no longer be decrypted.",
  "Enter the password again and choose Save.",
);
