/** Values to sort addresses and versions by. */
import { isIpv4 } from "@/lib/contracts/profile-fields";
import { isVersion, NO_VERSION } from "@/lib/contracts/versions";

const base256 = (parts: readonly string[]): number =>
  parts.reduce((sum, part) => sum * 256 + Number(part), 0);

/** An IPv4 address as a number; IPv6 as text. */
export const addressSortValue = (address: string): number | string =>
  isIpv4(address) ? base256(address.split(".")) : address;

/** A version as a number; null when there is none. */
export const versionSortValue = (version: string): number | null =>
  version === NO_VERSION || !isVersion(version) ? null : base256(version.split("."));
