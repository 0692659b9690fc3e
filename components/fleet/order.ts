/** Addresses and versions as numbers that sort. */
import { isIpv4 } from "@/lib/contracts/profile-fields";
import { isVersion, NO_VERSION } from "@/lib/contracts/versions";

const base256 = (parts: readonly string[]): number =>
  parts.reduce((sum, part) => sum * 256 + Number(part), 0);

/** IPv4 by number; IPv6 as text, after them. */
export const addressOrder = (address: string): number | string =>
  isIpv4(address) ? base256(address.split(".")) : address;

/** `17.9.4.27` as a number; null for no version, which sorts last. */
export const versionOrder = (version: string): number | null =>
  version === NO_VERSION || !isVersion(version) ? null : base256(version.split("."));
