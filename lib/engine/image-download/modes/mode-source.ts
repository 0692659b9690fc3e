/** How images are fetched from the server of a profile. One module per mode implements it. */
import type { Fault } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import type { TransferSettings } from "@/lib/contracts/lab";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { OrderByMode, ProfileByMode } from "@/lib/contracts/modes/mode-contracts";
import type { CatalogAnswer, CatalogRelease } from "@/lib/servers/catalog/catalog-client";
import type { DatagramLink } from "@/lib/servers/datagram-link";
import type { NewTransfer } from "@/lib/servers/transfer";
import type { DownloadContext, DownloadPorts, ImageSource, SourceOf } from "../context";

export type SourceFetch = {
  /** The path by which the image is requested, which ends with its name. */
  path: string;
  image: string;
  /** The version that the image must have; null when none is fixed yet. */
  version: string | null;
  /** The local address to connect from; undefined when the system may choose. */
  localAddress: string | undefined;
  signal: AbortSignal;
  /** The simulated link under the datagrams; only protocols over UDP have one. */
  link?: DatagramLink | undefined;
  sink(piece: Uint8Array): void;
  onBound(address: string, port: number): void;
  /** The server says which SHA-512 the image has (lower-case hex), before its first byte. */
  onPublishedDigest(sha512: string): void;
  onAnnounced(sizeBytes: number | null): void;
  onProgress(bytes: number): void;
};
export type SourceFetched =
  | { ok: true; bytes: number; announcedSize: number | null; localAddress: string; localPort: number }
  | { ok: false; fault: Fault };

/** The answer of a server to the question whether it has an image. */
export type Probed =
  /** `version`: absent when only the image itself says it. */
  { found: true; sizeBytes: number | null; version?: string | null } | { found: false; fault: Fault };
export type SourceProbe = {
  images: readonly string[];
  localAddress: string | undefined;
  patience: Patience;
  /** Returns false when no more answers are needed. */
  onAnswer(image: string, answer: Probed): boolean;
};
/** How long to wait for an answer, how often to ask, and how many requests run at once where each is separate. */
export type Patience = { timeoutMs: number; tries: number; atOnce: number };

type SuggestPorts = Pick<DownloadPorts, "ownServer" | "ownSftp" | "ownCatalog">;

export type ModeSource<M extends DownloadMode> = {
  /** Fetches one file. Never rejects. */
  fetch(context: DownloadContext, source: SourceOf<M>, request: SourceFetch): Promise<SourceFetched>;
  /** Asks for each image whether the server has it, and its size. Never rejects. */
  probe(context: DownloadContext, source: SourceOf<M>, probe: SourceProbe): Promise<void>;
  /** How long a person waits for the preview of Save & Download. */
  previewPatience(transfer: TransferSettings): Patience;
  /**
   * Encrypts what is secret in an order.
   * @param kept the stored source, whose password an empty one keeps
   * @throws FaultError `bad-input` when a password is needed and there is none
   */
  seal(context: DownloadContext, order: OrderByMode[M], kept: ImageSource | null): SourceOf<M>;
  /** A stored source after a restart. Its profile says whether the password can still be decrypted. */
  restore(ports: Pick<DownloadPorts, "secrets">, stored: SourceOf<M>): SourceOf<M>;
  /**
   * The source as an upgrade takes it from its start to its end, where the server decides what that is. Unchanged when the
   * server cannot be asked: the first fetch reports why. Never rejects.
   */
  fixed?(context: DownloadContext, source: SourceOf<M>): Promise<SourceOf<M>>;
  /** The releases that the server offers, where it offers releases. Never rejects. */
  releases?(context: DownloadContext, source: SourceOf<M>): Promise<CatalogAnswer<CatalogRelease[]>>;
  /**
   * The profile that a first visit proposes: our own server; null without one.
   * @param newest the image set of the newest version; null without one
   */
  suggest(ports: SuggestPorts, newest: ImageSet | null): ProfileByMode[M] | null;
  /** The folder of our repository that a user of our own server sees as its root; null when that is unknown. */
  visibleRoot(ports: Pick<DownloadPorts, "ownServer" | "ownSftp">, userName: string | null): string | null;
  /** What the row of a transfer shows of a fetch from a server that is not ours. */
  transferDetails(
    profile: ProfileByMode[M],
    transfer: TransferSettings,
  ): Pick<NewTransfer, "protocol" | "user" | "options">;
};
