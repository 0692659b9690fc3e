/**
 * The API of the software download service as zod schemas: what a client sends and what it gets. Service and client share
 * them. Which part of it is publicly known and which is assumed: docs/software-download.md.
 */
import { z } from "zod";

export const TOKEN_PATH = "/oauth2/token";
export const RELEASES_PATH = "/software/v4.0/metadata/pidrelease";
export const AGREEMENT_PATH = "/software/v4.0/compliance/eula";
/** Followed by the release and the name of an image. */
export const IMAGES_PATH = "/software/v4.0/images/";

/** Releases on one page, at most. */
export const RELEASES_PER_PAGE = 25;

/** RFC 6749 §5.1. */
export const tokenAnswerSchema = z.object({
  access_token: z.string().min(1).max(4096),
  token_type: z.string(),
  /** Seconds. */
  expires_in: z.coerce.number().int().positive().optional(),
});

/** Numbers come as numbers or, from some clients, as text. */
const count = (most: number) => z.coerce.number().int().min(1).max(most);

/** The body of the question for releases. `suggested` is an addition; names are compared without case. */
export const releaseQuestionSchema = z.object({
  pid: z.string().trim().min(1).max(256),
  currentReleaseVersion: z.string().trim().max(256).nullish(),
  /** `latest`, `above`, `suggested`, or a release. */
  outputReleaseVersion: z.string().trim().min(1).max(256),
  pageIndex: count(99_999).default(1),
  perPage: count(RELEASES_PER_PAGE).default(RELEASES_PER_PAGE),
});
export type ReleaseQuestion = z.output<typeof releaseQuestionSchema>;

const imageSchema = z.object({
  imageGuid: z.string().optional(),
  name: z.string().min(1).max(1000),
  /** As read from the image; null when unknown. */
  version: z.string().nullish(),
  /** Bytes. */
  size: z.coerce.number().int().nonnegative(),
  /** Lower-case hex. */
  sha512: z.string().regex(/^[0-9a-fA-F]{128}$/),
  /** Absolute, or relative to the question. */
  downloadUrl: z.string().min(1).max(4096),
});
const releaseSchema = z.object({
  version: z.string().min(1).max(256),
  isSuggested: z.boolean().default(false),
  isLatest: z.boolean().default(false),
  images: z.array(imageSchema).max(1000),
});
export type ApiRelease = z.output<typeof releaseSchema>;

/** One page of releases, nested as the public API nests them. */
export const releasePageSchema = z.object({
  pagination: z.object({
    pageIndex: z.coerce.number().int(),
    lastIndex: z.coerce.number().int(),
    totalRecords: z.coerce.number().int().optional(),
    pageRecords: z.coerce.number().int().optional(),
  }),
  metadata: z.array(
    z.object({
      pid: z.string().optional(),
      products: z.array(
        z.object({
          softwareTypes: z.array(
            z.object({
              softwareTypeName: z.string().optional(),
              operatingSystems: z.array(z.object({ releases: z.array(releaseSchema).max(1000) })),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type ReleasePage = z.output<typeof releasePageSchema>;

/** The releases of a page, in their order. */
export const releasesOfPage = (page: ReleasePage): ApiRelease[] =>
  page.metadata.flatMap(({ products }) =>
    products.flatMap(({ softwareTypes }) =>
      softwareTypes.flatMap(({ operatingSystems }) => operatingSystems.flatMap(({ releases }) => releases)),
    ),
  );

/** The answer to a question about the license agreement, and the order to accept or decline it. */
export const agreementOrderSchema = z.object({ status: z.enum(["Accepted", "Declined"]) });

/** The reasons that an error answer can name, in the form of RFC 6749 §5.2. */
export const apiErrors = [
  "invalid_request",
  "invalid_client",
  "unsupported_grant_type",
  "invalid_token",
  "not-found",
  "method-not-allowed",
  "too-large",
  "busy",
  "not-entitled",
  "agreement-required",
  "file-not-found",
  "access-violation",
  "release-withdrawn",
  "range-not-satisfiable",
  "internal",
] as const;
export type ApiError = (typeof apiErrors)[number];

/** The body of every answer that is not a success. */
export const errorAnswerSchema = z.object({
  error: z.string().max(100),
  error_description: z.string().max(1000).optional(),
});
