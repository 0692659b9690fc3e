/** A running software download service with its own images and accounts, and everything that it reports, for wire tests. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type CatalogAccount, type CatalogSettings, DEFAULT_CATALOG_SETTINGS } from "@/lib/contracts/catalog";
import type { OfferedRelease } from "@/lib/contracts/catalog-releases";
import type { NewEvent } from "@/lib/contracts/events";
import { type CatalogFaults, catalogFaultsSchema } from "@/lib/contracts/server-faults";
import type { ServerStatus } from "@/lib/contracts/servers";
import type { TransferRow } from "@/lib/contracts/transfers";
import { type Clock, wallClock } from "@/lib/kit/clock";
import type { CatalogPeer } from "@/lib/servers/catalog/catalog-client";
import type { CatalogLogLine } from "@/lib/servers/catalog/catalog-exchange";
import { type CatalogServer, createCatalogServer } from "@/lib/servers/catalog/catalog-server";
import { loadIdentity, untrustedCertificate } from "@/lib/servers/catalog/certificates";
import { hashPassword } from "@/lib/servers/sftp/credentials";
import { TransferRegistry } from "@/lib/servers/transfer";

export const CATALOG_PASSWORD = "correct horse";
export const IMAGE_BYTES = 600_000;
const NAMES = ["localhost", "127.0.0.1"];

export type CatalogRig = {
  server: CatalogServer;
  settings: CatalogSettings;
  url: string;
  port: number;
  /** The folder of the image sets; the newest has the content `image` in `ap1g8`. */
  root: string;
  scratch: string;
  /** File with the authority's certificate. */
  authorityFile: string;
  authorityPem: string;
  image: Buffer;
  sha512: string;
  /** `17.12.1.5` has `ap1g8` and `ap1g7`. */
  releases: OfferedRelease[];
  accounts: Map<string, CatalogAccount>;
  lines: CatalogLogLine[];
  rows: ServerStatus[];
  events: NewEvent[];
  transfers: TransferRow[];
  ended: TransferRow[];
  registry: TransferRegistry;
  /** A peer that signs in as `ewc`. */
  peer(overrides?: Partial<CatalogPeer>): CatalogPeer;
  imageUrl(name?: string): string;
  setFaults(faults: Partial<CatalogFaults> | null): Promise<void>;
  /** Counters of refused requests, as the row will have them. */
  refused(): Record<string, number>;
  /** Resolves when `condition` is true; it is checked after each report of the service, and every 20 ms. */
  until(condition: () => boolean): Promise<void>;
  stop(): Promise<void>;
};

/** @param more releases beside `17.12.1.5`, older ones, without files on disk */
export async function startCatalogRig(
  options: { settings?: Partial<CatalogSettings>; more?: number; wall?: Clock } = {},
): Promise<CatalogRig> {
  const scratch = await mkdtemp(path.join(tmpdir(), "catalog-rig-"));
  const root = path.join(scratch, "images");
  const image = randomBytes(IMAGE_BYTES);
  const sha512 = createHash("sha512").update(image).digest("hex");
  await mkdir(path.join(root, "EWC_17_12_1"), { recursive: true });
  const images = await Promise.all(
    ["ap1g8", "ap1g7"].map(async (name) => {
      await writeFile(path.join(root, "EWC_17_12_1", name), image);
      return { name, path: `EWC_17_12_1/${name}`, version: "17.12.1.5", sizeBytes: IMAGE_BYTES, sha512 };
    }),
  );
  const older = Array.from({ length: options.more ?? 0 }, (_, at) => {
    const release = `17.9.${255 - at}.1`;
    const old = { name: "ap1g8", path: `old_${at}/ap1g8`, version: release, sizeBytes: 1, sha512 };
    return { release, set: `old_${at}`, isSuggested: at === 0, isLatest: false, images: [old] };
  });
  const newest = {
    release: "17.12.1.5",
    set: "EWC_17_12_1",
    isSuggested: older.length === 0,
    isLatest: true,
    images,
  };
  const passwordHash = await hashPassword(CATALOG_PASSWORD, 4);
  const account = (given: Partial<CatalogAccount>): [string, CatalogAccount] => {
    const made = {
      name: "ewc",
      passwordHash,
      hasContract: true,
      hasAccepted: true,
      enabled: true,
      ...given,
    };
    return [made.name, made];
  };
  const accounts = new Map([
    account({}),
    account({ name: "undecided", hasAccepted: false }),
    account({ name: "visitor", hasContract: false }),
    account({ name: "disabled", enabled: false }),
  ]);
  const wall = options.wall ?? wallClock;
  const { server: pair, shown } = await loadIdentity(path.join(scratch, "certificates"), NAMES, wall.now());
  const authorityFile = path.join(scratch, "authority.crt");
  await writeFile(authorityFile, shown.authorityPem);

  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of [...waiting]) check();
  };
  const keep =
    <T>(list: T[]) =>
    (value: T) => {
      list.push(value);
      look();
    };
  const lines: CatalogLogLine[] = [];
  const rows: ServerStatus[] = [];
  const events: NewEvent[] = [];
  const transfers: TransferRow[] = [];
  const ended: TransferRow[] = [];
  const registry = new TransferRegistry({
    wall,
    onRow: keep(transfers),
    onEnded: keep(ended),
    identify: () => null,
    describe: () => null,
  });
  const releases = [newest, ...older];
  const settings: CatalogSettings = {
    ...DEFAULT_CATALOG_SETTINGS,
    address: "127.0.0.1",
    port: 0,
    failureDelayMs: 0,
    drainMs: 200,
    ...options.settings,
  };
  const server = createCatalogServer({
    root,
    settings,
    certificate: (strange) => (strange ? untrustedCertificate(NAMES, wall.now()) : Promise.resolve(pair)),
    findAccount: (name) => accounts.get(name) ?? null,
    setAccepted: (name, hasAccepted) => {
      const before = accounts.get(name);
      if (before) accounts.set(name, { ...before, hasAccepted });
      return Promise.resolve();
    },
    releases: () => releases,
    registry,
    wall,
    onRow: keep(rows),
    onLog: keep(lines),
    onEvent: keep(events),
  });
  const { port } = await server.start();
  const url = `https://127.0.0.1:${port}`;
  return {
    server,
    settings,
    url,
    port,
    root,
    scratch,
    authorityFile,
    authorityPem: shown.authorityPem,
    image,
    sha512,
    releases,
    accounts,
    lines,
    rows,
    events,
    transfers,
    ended,
    registry,
    peer: (overrides = {}) => ({
      baseUrl: url,
      userName: "ewc",
      password: CATALOG_PASSWORD,
      trustedAuthorities: [shown.authorityPem],
      timeoutMs: 20_000,
      ...overrides,
    }),
    imageUrl: (name = "ap1g8") => `${url}/software/v4.0/images/17.12.1.5/${name}`,
    setFaults: (faults) => server.setFaults(faults && catalogFaultsSchema.parse(faults)),
    refused: () => rows.at(-1)?.refused ?? {},
    until: (condition) =>
      new Promise((resolve) => {
        const check = () => {
          if (!condition()) return;
          waiting.delete(check);
          clearInterval(slow);
          resolve();
        };
        // Sockets and files change without a report of the service.
        const slow = setInterval(check, 20);
        waiting.add(check);
        check();
      }),
    stop: async () => {
      await server.stop();
      registry.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
