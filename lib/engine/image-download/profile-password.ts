/** The password of an image download profile, encrypted where it is stored. */
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
