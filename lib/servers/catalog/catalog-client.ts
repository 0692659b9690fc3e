/**
 * The client of the software download service: it asks which releases there are, and downloads images over TLS. A broken
 * download resumes where it stopped (`image-fetch.ts`).
 */
import {
  type ApiRelease,
  RELEASES_PATH,
  RELEASES_PER_PAGE,
  releasePageSchema,
  releasesOfPage,
} from "@/lib/contracts/catalog-api";
import { type Fault, fault } from "@/lib/contracts/fault";
import { type ImageDownload, ImageFetch, type ImageFetchRequest } from "./image-fetch";
import { readJson } from "./json-exchange";
import { forgetToken, tokenOf } from "./token-cache";

/** A service, the account at it, and how it is reached. */
export type CatalogPeer = {
  /** Origin, and a path if the service is below one: `https://127.0.0.1:8443`. No slash at the end. */
  baseUrl: string;
  userName: string;
  password: string;
  /** PEM certificates of authorities that are trusted beside the system's. */
  trustedAuthorities: readonly string[];
  localAddress?: string;
  /** Milliseconds without a byte after which it gives up. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Faults from Lab that are on this side of the wire. */
  faults?: { nameDoesNotResolve?: boolean; proxyRefuses?: boolean };
};

export type CatalogImage = {
  name: string;
  /** As read from the image; null when the service does not know it. */
  version: string | null;
  sizeBytes: number;
  /** Lower-case hex. */
  sha512: string;
  /** Absolute URL. */
  url: string;
};
export type CatalogRelease = {
  release: string;
  isSuggested: boolean;
  isLatest: boolean;
  images: CatalogImage[];
};
export type ReleaseQuery = {
  /** The product whose software is asked for. */
  pid: string;
  /** The release that runs now; null when unknown. */
  currentRelease: string | null;
  wanted: "suggested" | "latest" | "all" | { release: string };
};
export type CatalogAnswer<T> = { ok: true; value: T } | { ok: false; fault: Fault };

/** More pages than any catalog has: the service does not end its list. */
const MAX_PAGES = 400;

/** Signs in and reads all pages. Never rejects. */
export async function readReleases(
  peer: CatalogPeer,
  query: ReleaseQuery,
): Promise<CatalogAnswer<CatalogRelease[]>> {
  const releases: CatalogRelease[] = [];
  for (let pageIndex = 1; pageIndex <= MAX_PAGES; pageIndex++) {
    const answer = await readPage(peer, query, pageIndex);
    if (!answer.ok) return answer;
    const parsed = releasePageSchema.safeParse(answer.value);
    if (!parsed.success)
      return { ok: false, fault: fault("protocol-error", "The server's list of releases cannot be read.") };
    for (const release of releasesOfPage(parsed.data)) {
      const read = releaseOf(release, peer.baseUrl);
      if (read === null)
        return { ok: false, fault: fault("protocol-error", "The server names a download on another host.") };
      releases.push(read);
    }
    if (pageIndex >= parsed.data.pagination.lastIndex) return { ok: true, value: releases };
  }
  return { ok: false, fault: fault("protocol-error", "The server's list of releases does not end.") };
}

/**
 * Downloads one file over TLS; after a broken connection it resumes by range (at most `resumes` times, 2 by default).
 * `onBound` is called for each connection. Never rejects: an error that the sink throws is the fault of the answer.
 */
export function downloadImage(peer: CatalogPeer, request: ImageFetchRequest): Promise<ImageDownload> {
  return new ImageFetch(peer, request).run();
}

/** Asks for one page; a token that is no longer accepted is replaced once. */
async function readPage(
  peer: CatalogPeer,
  { pid, currentRelease, wanted }: ReleaseQuery,
  pageIndex: number,
): Promise<CatalogAnswer<unknown>> {
  const body = JSON.stringify({
    pid,
    currentReleaseVersion: wanted === "all" ? null : currentRelease,
    outputReleaseVersion: wanted === "all" ? "above" : typeof wanted === "string" ? wanted : wanted.release,
    pageIndex,
    perPage: RELEASES_PER_PAGE,
  });
  for (let attempt = 0; ; attempt++) {
    const signedIn = await tokenOf(peer);
    if (!signedIn.ok) return signedIn;
    const answer = await readJson(peer, {
      url: new URL(`${peer.baseUrl}${RELEASES_PATH}`),
      method: "POST",
      headers: {
        authorization: `Bearer ${signedIn.token}`,
        "content-type": "application/json",
        accept: "application/json",
      },
      body,
    });
    if (answer.ok || answer.status !== 401) return answer;
    forgetToken(peer, signedIn.token);
    if (attempt > 0) return answer;
  }
}

/** Null when an image is on another host: the token may not be sent there. */
function releaseOf(
  { version, isSuggested, isLatest, images }: ApiRelease,
  baseUrl: string,
): CatalogRelease | null {
  const read: CatalogImage[] = [];
  for (const { name, version: imageVersion, size, sha512, downloadUrl } of images) {
    const url = imageUrl(downloadUrl, baseUrl);
    if (url === null) return null;
    read.push({ name, version: imageVersion ?? null, sizeBytes: size, sha512: sha512.toLowerCase(), url });
  }
  return { release: version, isSuggested, isLatest, images: read };
}

/** A proxy that puts the service below a path does not rewrite the addresses in its answers, so the path is added here. */
function imageUrl(given: string, baseUrl: string): string | null {
  const base = new URL(baseUrl);
  if (!URL.canParse(given, `${baseUrl}/`)) return null;
  const url = new URL(given, `${baseUrl}/`);
  if (url.origin !== base.origin) return null;
  const below = base.pathname.replace(/\/$/, "");
  if (below !== "" && !url.pathname.startsWith(`${below}/`)) url.pathname = `${below}${url.pathname}`;
  return url.href;
}
