/** Addresses and ports in configuration files, compared with those of the profile. */
import type { DoctorProtocol, DoctorPurpose } from "@/lib/contracts/doctor";
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import { type Edit, type Rule, when } from "./rule";

export const isLoopback = (address: string): boolean =>
  /^127\./.test(address) || address === "::1" || address === "localhost" || address === "lo";
const isAny = (address: string): boolean => ["", "0.0.0.0", "::", "*"].includes(address);
export const isIpv6Server = ({ server }: DoctorPurpose): boolean => isIpv6(server);
export const isIpv4Server = ({ server }: DoctorPurpose): boolean => isIpv4(server);

/** The port in the profile, if the profile is for a server of this protocol; null for the protocol's standard port. */
export const pagePort = ({ protocol, port }: DoctorPurpose, wanted: DoctorProtocol): number | null =>
  protocol === wanted ? port : null;

/** An address that a server listens on, and how to change or remove it. */
export type Listen = { address: string; line: number; replace(address: string): Edit };

/** The rules about listening addresses, for a server whose file names some. */
export function listenRules<D>(
  prefix: string,
  setting: string,
  listens: (doc: D) => readonly Listen[],
): Rule<D>[] {
  return [
    {
      id: `${prefix}-loopback`,
      severity: "error",
      title: `${setting} makes the server listen only on the loopback address.`,
      why: "Controllers and access points are on other hosts. They get no reply, and the download times out.",
      fix: "Listen on all addresses.",
      find(doc) {
        const all = listens(doc);
        return when(all.length > 0 && all.every(({ address }) => isLoopback(address)), () => ({
          line: all[0]?.line ?? null,
          edits: all.map((listen) => listen.replace("")),
        }));
      },
    },
    {
      id: `${prefix}-address-differs`,
      severity: "error",
      title: `${setting} is not the server address in the profile.`,
      why: "The controller sends its requests to the address in the profile, where the server does not listen.",
      fix: "Listen on the address in the profile.",
      find(doc, { purpose }) {
        const all = listens(doc).filter(({ address }) => !isLoopback(address));
        const isKnown = isIpv4Server(purpose) || isIpv6Server(purpose);
        const isElsewhere =
          all.length > 0 &&
          all.every(
            ({ address }) => !isAny(address) && address.toLowerCase() !== purpose.server.toLowerCase(),
          );
        return when(isKnown && !purpose.behindNat && isElsewhere, () => ({
          line: all[0]?.line ?? null,
          problem: `The server listens on ${all.map(({ address }) => address).join(", ")}, but the profile has ${purpose.server}.`,
          edits: all.slice(0, 1).map((listen) => listen.replace(purpose.server)),
        }));
      },
    },
  ];
}

/** A range of UDP ports: `40000:40200`. Null when it cannot be used. */
export function readPortRange(text: string, separator: RegExp): [number, number] | null {
  const [from, to, ...more] = text.split(separator).map((part) => Number(part.trim()));
  if (from === undefined || to === undefined || more.length > 0) return null;
  const isPort = (port: number) => Number.isInteger(port) && port >= 1024 && port <= 65535;
  return isPort(from) && isPort(to) && from <= to ? [from, to] : null;
}

/** The range that the doctor proposes: one port for each transfer at a time, with room for those that just ended. */
export const PORT_RANGE = [40000, 40199] as const;
/** Fewer ports than this can run out: an image master of each family fetches at the same time, and retries after timeouts. */
export const MIN_PORTS = 32;
/** Fewer transfers at a time than this delay an upgrade with Parallel Mode: eight families, and as many retries. */
export const MIN_TRANSFERS = 16;
