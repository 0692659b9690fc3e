/**
 * The password of an image download profile, encrypted where it is stored. The encryption is bound to the server and the
 * user: moved to a profile of another server, the password cannot be decrypted, so it is never sent there.
 */
import { FaultError, fault } from "@/lib/contracts/fault";
import { type Profile, type ProfileOrder, placeOfProfile } from "@/lib/contracts/profile";
import type { Secrets } from "../secrets";
import type { ImageSource } from "./context";

/** What the encryption of earlier versions was bound to. */
const UNBOUND_PURPOSE = "image-download-profile";

type LoginProfile = (Profile | ProfileOrder) & { userName: string };

/** Where a password is used: mode, server, port, path of the service, and user. */
function purposeOf(profile: LoginProfile): string {
  const { mode, imageServer, servicePort } = placeOfProfile(profile);
  const serviceUrl = "serviceUrl" in profile ? profile.serviceUrl : null;
  return `${UNBOUND_PURPOSE}:${JSON.stringify([mode, imageServer, servicePort, serviceUrl, profile.userName])}`;
}

const hasLogin = (profile: Profile): profile is Profile & LoginProfile => "userName" in profile;

export const sealPassword = (
  secrets: Pick<Secrets, "seal">,
  profile: LoginProfile,
  password: string,
): string => secrets.seal(password, purposeOf(profile));

/** The password in plain text; null when there is none or it cannot be decrypted. Never show it. */
export function passwordIn(secrets: Pick<Secrets, "unseal">, source: ImageSource | null): string | null {
  if (source === null || source.sealedPassword === null || !hasLogin(source.profile)) return null;
  return secrets.unseal(source.sealedPassword, purposeOf(source.profile));
}

/**
 * The encrypted password of a stored profile as this version binds it. One of an earlier version was sealed for the
 * profile beside which it is stored.
 */
export function reboundPassword(
  secrets: Pick<Secrets, "seal" | "unseal">,
  { profile, sealedPassword }: ImageSource,
): string | null {
  if (sealedPassword === null || !hasLogin(profile)) return sealedPassword;
  const unbound = secrets.unseal(sealedPassword, UNBOUND_PURPOSE);
  return unbound === null ? sealedPassword : sealPassword(secrets, profile, unbound);
}

/**
 * The password to log in with: the one that was typed, else the stored one if server, port and user are the same, else
 * the one that this program generated for that user of its own server.
 * @throws FaultError `bad-input` when there is none
 */
export function passwordFor(
  secrets: Pick<Secrets, "unseal">,
  order: LoginProfile & { password: string },
  kept: ImageSource | null,
  own: string | null | undefined,
): string {
  const isSameLogin = kept !== null && hasLogin(kept.profile) && purposeOf(kept.profile) === purposeOf(order);
  const password = order.password || (isSameLogin ? passwordIn(secrets, kept) : null) || own;
  if (password) return password;
  const sentence =
    kept?.profile.mode === order.mode && !isSameLogin && kept.sealedPassword !== null
      ? "Enter the password again. The stored one is only for the server, port and user that are saved."
      : "Enter the password of the user on the server.";
  throw new FaultError({ ...fault("bad-input", sentence), fields: { password: [sentence] } });
}

/** The stored password was encrypted with a key that is gone. */
export const UNREADABLE_PASSWORD = fault(
  "authentication-failed",
  "The stored password can no longer be decrypted.",
  "Enter the password again and choose Save.",
);
