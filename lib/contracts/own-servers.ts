/** Whether an address leads to one of our own image servers, and to which port. Page, engine and command line all ask here. */
import { canonicalAddress, isLoopback } from "@/lib/kit/addresses";
import { modeContracts } from "./modes/mode-contracts";
import { type Profile, type ProfileOrder, placeOfProfile } from "./profile";
import type { ServerRow } from "./servers";

/** Where a server of ours listens, or would if Lab did not keep its port closed. */
export type ServerPlace = {
  address: string;
  port: number;
  /** The addresses of this host's network interfaces: a server on 0.0.0.0 or :: answers on them. */
  hostAddresses?: readonly string[];
  /** Those of the sockets that systemd opened, when there are several. */
  furtherAddresses?: readonly string[];
  /** The served folder below the images folder, without slashes at its ends; absent: the images folder itself. */
  rootFolder?: string;
};

/** The place of a server by its row; null when it is stopped or cannot listen. */
export function placeOf(
  row:
    | (Pick<ServerRow, "state" | "enabled" | "isPortClosed" | "address" | "port" | "hostAddresses"> &
        Partial<Pick<ServerRow, "systemdSockets">>)
    | undefined,
): ServerPlace | null {
  if (row === undefined || row.port === 0) return null;
  // A port that Lab keeps closed is still ours: requests to it are meant for our server and are refused.
  if (row.state !== "listening" && !(row.enabled && row.isPortClosed)) return null;
  const { address, port, hostAddresses, systemdSockets = [] } = row;
  const furtherAddresses = systemdSockets.slice(1).map((socket) => socket.address);
  return { address, port, hostAddresses, ...(furtherAddresses.length > 0 && { furtherAddresses }) };
}

/** Where a stopped server would listen if it was started; null while it listens, or would without a fault from Lab. */
export function stoppedPlaceOf(
  row:
    | Pick<ServerRow, "state" | "enabled" | "isPortClosed" | "address" | "port" | "hostAddresses">
    | undefined,
): ServerPlace | null {
  if (row === undefined || row.state !== "stopped" || (row.enabled && row.isPortClosed)) return null;
  const { address, port, hostAddresses } = row;
  return { address, port, hostAddresses };
}

/** Whether a client of this host that connects to `address` reaches a server at this place. */
export function answersAt(place: ServerPlace, address: string): boolean {
  const { furtherAddresses = [], ...first } = place;
  return [place.address, ...furtherAddresses].some((bound) =>
    answersOn({ ...first, address: bound }, address),
  );
}

function answersOn(place: ServerPlace, address: string): boolean {
  const bound = canonicalAddress(place.address);
  const asked = canonicalAddress(address);
  if (bound === asked) return true;
  // A server on all IPv4 addresses cannot be reached over IPv6; one on :: takes both.
  if (bound === "0.0.0.0" ? asked.includes(":") : bound !== "::") return false;
  return isLoopback(asked) || (place.hostAddresses ?? []).some((own) => canonicalAddress(own) === asked);
}

/** The port of our server when it is the one that answers at `address`, else undefined. */
export const ownPortAt = (place: ServerPlace | null, address: string): number | undefined =>
  place !== null && answersAt(place, address) ? place.port : undefined;

/** Our own server that the profile means while it is stopped; null when it means another one, or ours is not stopped. */
export function stoppedServerOf<Row extends Parameters<typeof stoppedPlaceOf>[0] & Pick<ServerRow, "id">>(
  profile: Profile | ProfileOrder,
  servers: readonly Row[],
): Row | null {
  const own = modeContracts[profile.mode].server?.own;
  const row = servers.find(({ id }) => id === own);
  const place = stoppedPlaceOf(row);
  if (row === undefined || place === null) return null;
  const { imageServer, servicePort } = placeOfProfile(profile);
  const isMeant = answersAt(place, imageServer) && (servicePort === null || servicePort === place.port);
  return isMeant ? row : null;
}
