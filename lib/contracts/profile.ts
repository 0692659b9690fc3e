/**
 * The image download profile `default`, which the operator enters on the Software Upgrade page. What differs between the
 * download modes is in `modes/`.
 */
import { z } from "zod";
import { type DownloadMode, downloadModes } from "./modes/download-mode";
import type { ProfileLogin } from "./modes/mode-contract";
import {
  type InputByMode,
  type InputSchema,
  modeContracts,
  type OrderByMode,
  type ProfileByMode,
  type StoredSchema,
} from "./modes/mode-contracts";
import type { ServerLocation } from "./modes/server-location";

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

/** Where the images are; null in a mode whose images are not fetched from a server. */
export const locationOf = (profile: Profile | ProfileOrder): ServerLocation | null =>
  modeContracts[profile.mode].location(profile);

/** Whether images of several families are fetched at the same time. False without a profile. */
export const isParallel = (profile: Profile | null | undefined): boolean =>
  profile != null && modeContracts[profile.mode].isParallel(profile);

/** The name of the uploaded image that a profile uses; null without one, and in modes that need none. */
export const uploadOf = (profile: Profile): string | null =>
  modeContracts[profile.mode].upload?.(profile) ?? null;

/** A server of a mode. `imageServer` is empty, and `servicePort` null, in a mode without a server. */
export type ProfilePlace = { mode: DownloadMode; imageServer: string; servicePort: number | null };

/** The server that a profile names. */
export function placeOfProfile(profile: Profile | ProfileOrder): ProfilePlace {
  const { imageServer = "", servicePort = null } = locationOf(profile) ?? {};
  return { mode: profile.mode, imageServer, servicePort };
}

/**
 * The port that a transfer uses; 0 in a mode without a server.
 * @param ownPort the port of our own server, given when the address is this host
 */
export const effectivePort = (
  { mode, servicePort }: Pick<ProfilePlace, "mode" | "servicePort">,
  ownPort: number | undefined,
): number => servicePort ?? ownPort ?? modeContracts[mode].server?.standardPort ?? 0;

/** The path by which an image is requested from the server: `EWC_17_12_1/ap1g8`. */
export function imagePathOf(profile: Profile | ProfileOrder, image: string): string {
  const { imagePath = "" } = locationOf(profile) ?? {};
  return imagePath === "" ? image : `${imagePath}/${image}`;
}

/**
 * The URL of an image as the controller prints it: `tftp://127.0.0.1/EWC_17_12_1/ap1g8`,
 * `sftp://******@172.16.5.62/EWC/ap1g8`. IPv6 addresses are in brackets. The standard port is left out.
 */
export function effectiveUrl(profile: Profile | ProfileOrder, image: string, port?: number): string {
  const { urlPrefix, server } = modeContracts[profile.mode];
  const path = imagePathOf(profile, image);
  const { imageServer } = placeOfProfile(profile);
  if (imageServer === "") return `${urlPrefix}${path}`;
  const host = imageServer.includes(":") ? `[${imageServer}]` : imageServer;
  const suffix = port === undefined || port === server?.standardPort ? "" : `:${port}`;
  return `${urlPrefix}${host}${suffix}/${path}`;
}
