/**
 * Downloads from a software download service over HTTPS. Which release is taken: the one that the upgrade was fixed to at
 * its start; else the one that has the version that is wanted, for access points that join; else the suggested or latest.
 */
import { type Fault, fault } from "@/lib/contracts/fault";
import type { TransferSettings } from "@/lib/contracts/lab";
import { ccoContract } from "@/lib/contracts/modes/cco";
import { placeOfProfile } from "@/lib/contracts/profile";
import type {
  CatalogAnswer,
  CatalogImage,
  CatalogPeer,
  CatalogRelease,
  ReleaseQuery,
} from "@/lib/servers/catalog/catalog-client";
import type { DownloadContext, SourceOf } from "../context";
import {
  passwordFor,
  passwordIn,
  reboundPassword,
  sealPassword,
  UNREADABLE_PASSWORD,
} from "../profile-password";
import type { ModeSource } from "./mode-source";

/** A sign-in and a question: a person waits for the preview. */
const PREVIEW_TIMEOUT_MS = 10_000;

export const ccoSource: ModeSource<"cco"> = {
  async fetch(
    context,
    source,
    { image, version, onPublishedDigest, localAddress, path: _, link: __, ...request },
  ) {
    const patienceMs = wholePatienceMs(context.ports.settings().transfer);
    const peer = peerOf(context, source, patienceMs, localAddress, request.signal);
    if ("code" in peer) return { ok: false, fault: peer };
    const found = await findImage(context, source, peer, image, version);
    if ("code" in found) return { ok: false, fault: found };
    onPublishedDigest(found.sha512);
    const { sink, onBound, onAnnounced, onProgress } = request;
    return context.ports.catalog.downloadImage(peer, {
      url: found.url,
      sink,
      onBound,
      onAnnounced,
      onProgress,
    });
  },

  async probe(context, source, { images, localAddress, patience, onAnswer }) {
    const peer = peerOf(context, source, patience.timeoutMs * patience.tries, localAddress);
    const answer =
      "code" in peer
        ? { ok: false as const, fault: peer }
        : await readRelease(context, source, peer, wantedOf(source));
    for (const image of images) {
      const offered = answer.ok ? answer.value.images.find(({ name }) => name === image) : undefined;
      const isWanted = onAnswer(
        image,
        offered
          ? { found: true, sizeBytes: offered.sizeBytes, version: offered.version }
          : { found: false, fault: answer.ok ? notInRelease(answer.value, image) : answer.fault },
      );
      if (!isWanted) return;
    }
  },

  previewPatience: (transfer) => ({
    timeoutMs: Math.min(PREVIEW_TIMEOUT_MS, wholePatienceMs(transfer)),
    tries: 1,
    atOnce: 1,
  }),

  seal(context, order, kept) {
    const { ports, servers } = context;
    const own = servers.isOurs(placeOfProfile(order)) ? ports.ownCatalog()?.passwordOf(order.userName) : null;
    const password = passwordFor(ports.secrets, order, kept, own);
    return {
      profile: ccoContract.hideSecrets(order, true),
      sealedPassword: sealPassword(ports.secrets, order, password),
    };
  },

  restore({ secrets }, stored) {
    const sealedPassword = reboundPassword(secrets, stored);
    const passwordStored = passwordIn(secrets, { ...stored, sealedPassword }) !== null;
    return { profile: { ...stored.profile, passwordStored }, sealedPassword };
  },

  async fixed(context, source) {
    const answer = await readReleases(context, source, wantedOf(source));
    const release = answer.ok ? answer.value[0]?.release : undefined;
    return release === undefined ? source : { ...source, profile: { ...source.profile, release } };
  },

  releases: (context, source) => readReleases(context, source, "all"),

  suggest({ ownServer, ownCatalog }) {
    const [userName] = ownCatalog()?.usersWithGeneratedPassword() ?? [];
    if (ownServer("catalog") === null || userName === undefined) return null;
    return {
      mode: "cco",
      userName,
      passwordStored: true,
      checksAutomatically: true,
      softwareVersion: "suggested",
      serviceUrl: null,
      parallelMode: false,
      release: null,
    };
  },

  // Its paths are releases, not folders of the repository.
  visibleRoot: () => null,

  transferDetails: ({ userName }) => ({ protocol: "http", user: userName }),
};

type Wanted = ReleaseQuery["wanted"];

const wantedOf = ({ profile }: SourceOf<"cco">): Wanted =>
  profile.release === null ? profile.softwareVersion : { release: profile.release };

function readReleases(
  context: DownloadContext,
  source: SourceOf<"cco">,
  wanted: Wanted,
): Promise<CatalogAnswer<CatalogRelease[]>> {
  const patienceMs = Math.min(PREVIEW_TIMEOUT_MS, wholePatienceMs(context.ports.settings().transfer));
  const peer = peerOf(context, source, patienceMs);
  return "code" in peer ? Promise.resolve({ ok: false, fault: peer }) : ask(context, peer, wanted);
}

const ask = (
  { ports }: DownloadContext,
  peer: CatalogPeer,
  wanted: Wanted,
): Promise<CatalogAnswer<CatalogRelease[]>> =>
  ports.catalog.readReleases(peer, { pid: ports.settings().productId, currentRelease: null, wanted });

async function readRelease(
  context: DownloadContext,
  { profile }: SourceOf<"cco">,
  peer: CatalogPeer,
  wanted: Wanted,
): Promise<CatalogAnswer<CatalogRelease>> {
  const answer = await ask(context, peer, wanted);
  if (!answer.ok) return answer;
  const [release] = answer.value;
  if (release !== undefined) return { ok: true, value: release };
  const name = profile.release ?? profile.softwareVersion;
  return { ok: false, fault: fault("release-withdrawn", `The service offers no release ${name}.`) };
}

async function findImage(
  context: DownloadContext,
  source: SourceOf<"cco">,
  peer: CatalogPeer,
  image: string,
  version: string | null,
): Promise<CatalogImage | Fault> {
  const wanted = wantedOf(source);
  if (source.profile.release !== null || version === null) {
    const answer = await readRelease(context, source, peer, wanted);
    if (!answer.ok) return answer.fault;
    return answer.value.images.find(({ name }) => name === image) ?? notInRelease(answer.value, image);
  }
  const answer = await ask(context, peer, "all");
  if (!answer.ok) return answer.fault;
  const offered = answer.value.flatMap(({ images }) => images).filter(({ name }) => name === image);
  return (
    offered.find((candidate) => candidate.version === version) ??
    fault("file-not-found", `No release of the service has ${image} of version ${version}.`)
  );
}

const notInRelease = ({ release }: CatalogRelease, image: string): Fault =>
  fault("file-not-found", `Release ${release} has no ${image}.`);

/** How long a silent service is waited for, as in the other modes: all repetitions of a request together. */
const wholePatienceMs = ({ timeoutSeconds, retries }: TransferSettings): number =>
  timeoutSeconds * 1000 * Math.max(1, retries);

/** The service with the account; a fault when the stored password cannot be decrypted. */
function peerOf(
  { ports, servers }: DownloadContext,
  source: SourceOf<"cco">,
  timeoutMs: number,
  localAddress?: string,
  signal?: AbortSignal,
): CatalogPeer | Fault {
  const { profile } = source;
  const password = passwordIn(ports.secrets, source);
  if (password === null) return UNREADABLE_PASSWORD;
  const place = placeOfProfile(profile);
  const own = servers.isOurs(place) ? ports.ownCatalog() : null;
  return {
    baseUrl: profile.serviceUrl ?? `https://${place.imageServer}:${servers.port(place)}`,
    userName: profile.userName,
    password,
    trustedAuthorities: own?.trustedAuthorities ?? [],
    timeoutMs,
    ...(localAddress !== undefined && { localAddress }),
    ...(signal !== undefined && { signal }),
    faults: ports.catalogClientFaults(),
  };
}
