/**
 * What the software download service answers: a request as a value in, an answer as a value out. Sockets and files are in
 * `catalog-server.ts` and `served-image.ts`.
 */
import { randomUUID } from "node:crypto";
import type { CatalogAccount } from "@/lib/contracts/catalog";
import {
  AGREEMENT_PATH,
  agreementOrderSchema,
  IMAGES_PATH,
  RELEASES_PATH,
  type ReleasePage,
  type ReleaseQuestion,
  releaseQuestionSchema,
  TOKEN_PATH,
} from "@/lib/contracts/catalog-api";
import type { OfferedRelease } from "@/lib/contracts/catalog-releases";
import { compareVersions, isVersion } from "@/lib/contracts/versions";
import { type ApiAnswer, type JsonAnswer, refusal, success } from "./api-answers";
import type { CatalogFaultInjection } from "./catalog-faults";
import { rangeOf } from "./image-range";
import { accountOfToken, issueToken, type SignInPorts } from "./sign-in";

/** A request without its socket. */
export type ApiRequest = {
  method: string;
  /** Path and query as sent. */
  url: string;
  /** The Host header; undefined when it is not one. */
  host: string | undefined;
  address: string;
  authorization: string | undefined;
  contentType: string | undefined;
  range: string | undefined;
  ifRange: string | undefined;
  /** Null when it is longer than the limit. */
  body(): Promise<string | null>;
};

export type CatalogApiPorts = SignInPorts & {
  faults: CatalogFaultInjection;
  /** The releases on offer, the newest first. */
  releases(): readonly OfferedRelease[];
  /** Stores that an account accepted or declined the license agreement. */
  setAccepted(name: string, hasAccepted: boolean): Promise<void>;
  /** Origin of the service for a client that sent no usable Host header. */
  origin(): string;
};

type Route = { methods: readonly string[]; answer(request: ApiRequest): Promise<ApiAnswer> };

const AGREEMENT_TEXT =
  "Software from this service is for lab use in this network. Accept to download it with this account.";

export class CatalogApi {
  readonly #ports: CatalogApiPorts;
  readonly #routes: Readonly<Record<string, Route>>;

  constructor(ports: CatalogApiPorts) {
    this.#ports = ports;
    this.#routes = {
      [TOKEN_PATH]: { methods: ["POST"], answer: (request) => this.#token(request) },
      [RELEASES_PATH]: { methods: ["POST"], answer: (request) => this.#releases(request) },
      [AGREEMENT_PATH]: { methods: ["GET", "HEAD", "POST"], answer: (request) => this.#agreement(request) },
    };
  }

  /** Answers one request. Rejects only when the program fails. */
  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const [path = ""] = request.url.split("?", 1);
    if (path.startsWith(IMAGES_PATH)) {
      if (request.method !== "GET" && request.method !== "HEAD") return wrongMethod("GET, HEAD");
      return this.#image(request, path.slice(IMAGES_PATH.length));
    }
    const route = Object.hasOwn(this.#routes, path) ? this.#routes[path] : undefined;
    if (route === undefined) return refusal("not-found", "There is nothing at this path.", "unknown path");
    return route.methods.includes(request.method)
      ? await route.answer(request)
      : wrongMethod(route.methods.join(", "));
  }

  async #token(request: ApiRequest): Promise<JsonAnswer> {
    const body = await request.body();
    if (body === null) return tooLarge;
    return await issueToken(this.#ports, request.address, request.authorization, request.contentType, body);
  }

  // Releases

  async #releases(request: ApiRequest): Promise<JsonAnswer> {
    const account = accountOfToken(this.#ports, request.authorization);
    if ("kind" in account) return account;
    const body = await request.body();
    if (body === null) return { ...tooLarge, user: account.name };
    const question = releaseQuestionSchema.safeParse(parseJson(body));
    if (!question.success) {
      const [issue] = question.error.issues;
      const field = issue?.path.join(".") ?? "";
      return refusal(
        "invalid_request",
        field === "" ? "The body is not a JSON object." : `${field}: ${issue?.message ?? "not valid"}.`,
        "bad request",
        { user: account.name },
      );
    }
    return success(this.#page(question.data, this.#originFor(request)), account.name);
  }

  #page(question: ReleaseQuestion, origin: string): ReleasePage & { metadataTransId: string } {
    const found = wantedReleases(this.#ports.faults.offered(this.#ports.releases()), question);
    const { pid, pageIndex, perPage } = question;
    const shown = found.slice((pageIndex - 1) * perPage, pageIndex * perPage);
    const releases = shown.map(({ release, isSuggested, isLatest, images }) => ({
      version: release,
      isSuggested,
      isLatest,
      images: images.map(({ name, version, sizeBytes, sha512 }) => ({
        imageGuid: sha512.slice(0, 32).toUpperCase(),
        name,
        version,
        size: sizeBytes,
        sha512,
        downloadUrl: `${origin}${IMAGES_PATH}${[release, ...name.split("/")].map(encodeURIComponent).join("/")}`,
      })),
    }));
    return {
      pagination: {
        pageIndex,
        lastIndex: Math.max(1, Math.ceil(found.length / perPage)),
        totalRecords: found.length,
        pageRecords: shown.length,
      },
      metadataTransId: randomUUID(),
      metadata: [
        {
          pid,
          products: [
            {
              softwareTypes: [
                { softwareTypeName: "Embedded Wireless Controller", operatingSystems: [{ releases }] },
              ],
            },
          ],
        },
      ],
    };
  }

  /** The service as the client reached it. */
  #originFor({ host }: ApiRequest): string {
    return host === undefined ? this.#ports.origin() : `https://${host}`;
  }

  // The license agreement

  async #agreement(request: ApiRequest): Promise<JsonAnswer> {
    const account = accountOfToken(this.#ports, request.authorization);
    if ("kind" in account) return account;
    const user = account.name;
    if (request.method !== "POST")
      return success(
        {
          statusCode: "0",
          status: this.#hasAccepted(account) ? "Accepted" : "Declined",
          eulaContent: AGREEMENT_TEXT,
        },
        user,
      );
    const body = await request.body();
    if (body === null) return { ...tooLarge, user };
    const order = agreementOrderSchema.safeParse(parseJson(body));
    if (!order.success)
      return refusal("invalid_request", "status must be Accepted or Declined.", "bad request", { user });
    await this.#ports.setAccepted(user, order.data.status === "Accepted");
    return success({ statusCode: "0", status: order.data.status }, user);
  }

  #hasAccepted(account: CatalogAccount): boolean {
    return account.hasAccepted && !this.#ports.faults.now.requiresAgreement;
  }

  // Images

  #image(request: ApiRequest, place: string): ApiAnswer {
    const account = accountOfToken(this.#ports, request.authorization);
    if ("kind" in account) return account;
    const { faults } = this.#ports;
    const user = account.name;
    const parts = decodedParts(place);
    const [version = "", ...rest] = parts ?? [];
    const release = this.#ports.releases().find((each) => each.release === version);
    // A path never reaches the disk: it is looked up among the images on offer.
    const image = release?.images.find(({ name }) => name === rest.join("/"));
    if (release === undefined || image === undefined)
      return refusal("file-not-found", "There is no such image in this catalog.", "file not found", { user });
    const at = { release: release.release, image };
    if (faults.matches("withdrawn", at))
      return refusal("release-withdrawn", "This release was withdrawn.", "release withdrawn", { user });
    if (!account.hasContract || faults.now.deniesContract)
      return refusal("not-entitled", "This account has no service contract.", "no contract", { user });
    if (!this.#hasAccepted(account))
      return refusal(
        "agreement-required",
        "This account has not accepted the license agreement.",
        "agreement not accepted",
        { user },
      );
    if (faults.matches("missing", at))
      return refusal("file-not-found", "There is no such image in this catalog.", "file not found", { user });
    if (faults.matches("denied", at))
      return refusal("access-violation", "This image may not be downloaded.", "denied", { user });
    const etag = `"${image.sha512}"`;
    const headOnly = request.method === "HEAD";
    // RFC 9110 §14.2: Range is defined for GET only.
    const wanted =
      headOnly || faults.now.refusesResume
        ? ({ kind: "whole" } as const)
        : rangeOf(request.range, request.ifRange, etag, image.sizeBytes);
    if (wanted.kind === "unsatisfiable")
      return refusal(
        "range-not-satisfiable",
        `The image has ${image.sizeBytes} bytes.`,
        "range not satisfiable",
        { user, headers: { "content-range": `bytes */${image.sizeBytes}` } },
      );
    const { start, end } = wanted.kind === "part" ? wanted : { start: 0, end: image.sizeBytes - 1 };
    return {
      kind: "image",
      user,
      release: release.release,
      image,
      start,
      end,
      isPart: wanted.kind === "part",
      etag,
      headOnly,
    };
  }
}

/** What a question asks for, the newest first. A release that does not exist is an empty answer, not an error. */
function wantedReleases(offered: readonly OfferedRelease[], question: ReleaseQuestion): OfferedRelease[] {
  const { outputReleaseVersion: wanted, currentReleaseVersion: current } = question;
  switch (wanted.toLowerCase()) {
    case "latest":
      return offered.filter(({ isLatest }) => isLatest);
    case "suggested":
      return offered.filter(({ isSuggested }) => isSuggested);
    case "above":
      // What runs now may be unknown, or from another train: then all are offered.
      return current && isVersion(current)
        ? offered.filter(({ release }) => compareVersions(release, current) > 0)
        : [...offered];
    default:
      return offered.filter(({ release }) => release === wanted);
  }
}

const tooLarge = refusal("too-large", "The body is too long.", "body too large", {
  headers: { connection: "close" },
});

const wrongMethod = (allow: string): JsonAnswer =>
  refusal("method-not-allowed", `This path answers ${allow}.`, "wrong method", { headers: { allow } });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The parts of a path without percent-encoding; null when the encoding is broken. */
function decodedParts(place: string): string[] | null {
  try {
    return place.split("/").map(decodeURIComponent);
  } catch {
    return null;
  }
}
