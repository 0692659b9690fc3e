/**
 * The image download profile `default`, which the operator enters on the Software Upgrade page. What differs between the
 * download modes is in `modes/`.
 */
import { z } from "zod";
import { type DownloadMode, downloadModes } from "./modes/download-mode";
import type { ImageLocation, ProfileLogin } from "./modes/mode-contract";
import {
  type InputByMode,
  type InputSchema,
  modeContracts,
  type OrderByMode,
  type ProfileByMode,
  type StoredSchema,
} from "./modes/mode-contracts";

const schemas = <S>(schemaOf: (mode: DownloadMode) => S): [S, ...S[]] => {
  const [first, ...others] = downloadModes;
  return [schemaOf(first), ...others.map(schemaOf)];
};

/** What a form, a command or the API sends. */
export const profileInputSchema = z.discriminatedUnion(
  "mode",
  schemas<InputSchema>((mode) => modeContracts[mode].inputSchema),
);
/** What a form or command sends, before normalization and defaults. */
export type ProfileInput = InputByMode[DownloadMode];
/** The checked and normalized input. Of all forms of a profile, only this one and the input may hold a password. */
export type ProfileOrder = OrderByMode[DownloadMode];

/** The profile as it is stored and shown. It says whether a password is stored, but never holds it. */
export const profileSchema = z.discriminatedUnion(
  "mode",
  schemas<StoredSchema>((mode) => modeContracts[mode].storedSchema),
);
export type Profile = ProfileByMode[DownloadMode];
export type SftpProfile = ProfileByMode["sftp"];

/** The profile that everybody may see. */
export const shownProfile = (order: ProfileOrder, isPasswordStored: boolean): Profile =>
  modeContracts[order.mode].hideSecrets(order, isPasswordStored);

/** Who logs in to the server, and whether the password is stored; null in modes without a login. */
export const loginOf = (profile: Profile): ProfileLogin | null => modeContracts[profile.mode].login(profile);

/** The port that a transfer uses. `ownPort` is the port of our own server, given when the address is this host. */
export const effectivePort = (
  profile: { mode: DownloadMode; servicePort: number | null },
  ownPort: number | undefined,
): number => profile.servicePort ?? ownPort ?? modeContracts[profile.mode].standardPort;

/** The path by which an image is requested from the server: `EWC_17_12_1/ap1g8`. */
export const imagePathOf = ({ imagePath }: Pick<ImageLocation, "imagePath">, image: string): string =>
  imagePath === "" ? image : `${imagePath}/${image}`;

/**
 * The URL of an image as the controller prints it: `tftp://127.0.0.1/EWC_17_12_1/ap1g8`,
 * `sftp://******@172.16.5.62/EWC/ap1g8`. IPv6 addresses are in brackets. The standard port is left out.
 */
export function effectiveUrl(
  profile: ImageLocation & { mode: DownloadMode },
  image: string,
  port?: number,
): string {
  const { urlPrefix, standardPort } = modeContracts[profile.mode];
  const { imageServer } = profile;
  const host = imageServer.includes(":") ? `[${imageServer}]` : imageServer;
  const suffix = port === undefined || port === standardPort ? "" : `:${port}`;
  return `${urlPrefix}${host}${suffix}/${imagePathOf(profile, image)}`;
}
