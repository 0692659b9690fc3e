/** Addresses and ports in configuration files, compared with those of the page. */
import type { DoctorProtocol, DoctorPurpose } from "@/lib/contracts/doctor";
import { isIpv4, isIpv6 } from "@/lib/contracts/profile-fields";
import { type Edit, type Rule, when } from "./rule";

export const isLoopback = (address: string): boolean =>
  /^127\./.test(address) || address === "::1" || address === "localhost" || address === "lo";
const isAny = (address: string): boolean => ["", "0.0.0.0", "::", "*"].includes(address);
export const isIpv6Server = ({ server }: DoctorPurpose): boolean => isIpv6(server);
export const isIpv4Server = ({ server }: DoctorPurpose): boolean => isIpv4(server);

/** The port on the page, where the page is about a server of this protocol; null: the protocol's standard port. */
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
      title: `${setting} makes the server listen on this host only.`,
      why: "Controllers and access points are other hosts. They get no answer, and the download times out.",
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
      title: `${setting} is not the server address on the page.`,
      why: "The controller asks the address on the page. The server does not listen there.",
      fix: "Listen on the address that the page names.",
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
          problem: `The server listens on ${all.map(({ address }) => address).join(", ")}, but the page names ${purpose.server}.`,
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
/** Fewer ports than this can run out: an image master of each family fetches at the same time, and repeats after timeouts. */
export const LEAST_PORTS = 32;
/** Fewer transfers at a time than this delay an upgrade with Parallel Mode: eight families, and as many that repeat. */
export const LEAST_TRANSFERS = 16;
