/** What downloading an image needs from outside: clients, secrets, the repository and our own servers. */
import type { FetchedImageFacts } from "@/lib/contracts/events";
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import type { TransferSettings } from "@/lib/contracts/lab";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { ProfileByMode } from "@/lib/contracts/modes/mode-contracts";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import type { Profile, ProfilePlace } from "@/lib/contracts/profile";
import type { ServerId } from "@/lib/contracts/server-ids";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import type { ImageReader } from "@/lib/images/image-facts";
import type { Clock } from "@/lib/kit/clock";
import type { downloadImage, readReleases } from "@/lib/servers/catalog/catalog-client";
import type { CatalogClientFaults, OwnCatalog } from "@/lib/servers/catalog/own-catalog";
import type { fetchSftp, probeSftp } from "@/lib/servers/sftp/sftp-client";
import type { FetchTftp, ProbeTftp } from "@/lib/servers/tftp/tftp-client";
import type { NewTransfer, TransferHandle } from "@/lib/servers/transfer";
import type { Secrets } from "../secrets";

export type TftpPort = { fetch: FetchTftp; probe: ProbeTftp };
export type SftpPort = { fetch: typeof fetchSftp; probe: typeof probeSftp };

/** What this program knows about the users of its own SFTP server. */
export type OwnSftpUsers = {
  /** The user's folder below the root of all images, without slashes at its ends; null when there is no such user. */
  homeOf(user: string): string | null;
  /** The password that this program generated, for use on the operator's behalf; null for any other. */
  passwordOf(user: string): string | null;
  /** Users who may log in with a generated password. */
  usersWithGeneratedPassword(): readonly string[];
};
/** Our own SFTP server and its users. */
export type OwnSftp = ServerPlace &
  OwnSftpUsers & {
    /** SHA256 fingerprints, the preferred key first; empty until the server has started for the first time. */
    hostKeys: readonly string[];
  };

export type CatalogPort = { readReleases: typeof readReleases; downloadImage: typeof downloadImage };

/** What the repository knows about a file. */
export type LookedUpImage = {
  imageSet: string;
  family: ImageFamily | null;
  version: string | null;
  sha512: string | null;
};

export type ImageRepository = {
  /** What the repository knows about a path as a request names it; null when it has no such file. */
  lookup(path: string): LookedUpImage | null;
  sets(): readonly ImageSet[];
};

/** What was uploaded to the controller, for modes in which no server is asked. */
export type UploadedImagesPort = {
  /** Undefined when there is none of this name. */
  get(name: string): UploadedImage | undefined;
  /** The name of the newest one that can be used; null without one. */
  newest(): string | null;
  /**
   * The content of a file in pieces. All pieces share one buffer, so each is valid only until the next is requested. Throws
   * a FaultError `digest-mismatch` after the last one when the file is not what was uploaded.
   */
  read(name: string, file: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
};

export type DownloadPorts = {
  tftp: TftpPort;
  sftp: SftpPort;
  catalog: CatalogPort;
  secrets: Pick<Secrets, "seal" | "unseal">;
  images: ImageRepository;
  uploaded: UploadedImagesPort;
  /** Where our server listens, or would if Lab did not keep its port closed; null when it is stopped. */
  ownServer(id: ServerId): ServerPlace | null;
  ownSftp(): OwnSftp | null;
  /** Null when it is stopped. */
  ownCatalog(): OwnCatalog | null;
  /** Faults from Lab that a client of any software download service has on its side. */
  catalogClientFaults(): CatalogClientFaults;
  /** Where our server would listen when it was started; null while it listens. */
  stoppedServer(id: ServerId): ServerPlace | null;
  /** The faults that Lab has injected into our server, one sentence each. */
  labFaults(id: ServerId): readonly string[];
  settings(): DownloadSettings;
};
export type DownloadSettings = {
  /** The controller's address, which decides the source address of its requests. */
  controllerIp: string;
  /** The product whose software a download service is asked for. */
  productId: string;
  /** What the controller runs: its folder is never recommended. */
  runningVersion: string;
  transfer: TransferSettings;
};

/** The parts of the transfer registry that downloads use: rows of their own, and those of our servers' transfers. */
export type TransfersPort = {
  open(started: NewTransfer): Pick<TransferHandle, "id" | "bytes" | "size" | "end">;
  /** The newest transfer of our servers to the client at this address and port. */
  ofClient(address: string, port: number): Pick<TransferHandle, "id" | "verified"> | undefined;
  /** Takes over what servers have reported so far. */
  catchUp(): void;
};

/** What the fetcher needs besides: time, verification and somebody to report to. */
export type FetcherPorts = {
  /** Paces the reports; simulated milliseconds. */
  clock: Pick<Clock, "elapsed" | "after">;
  /** Measures the rate; wall milliseconds. */
  wall: Pick<Clock, "elapsed">;
  /** A whole image has arrived from this profile's server, over the network as it is. */
  onMeasured(profile: Profile, bytes: number, ms: number): void;
  createReader(fileName: string): ImageReader;
  sha512(): { update(piece: Uint8Array): void; hex(): string };
  transfers: TransfersPort;
  /** The version that is wanted where an order names none; null when any will do. */
  targetVersion(): string | null;
  report: FetchReport;
  /** Called with an error of the program itself, for its log. */
  onFault(where: string, cause: unknown): void;
};
/** The access point whose image it is, null when it is for several; and the row of the transfer, null without one. */
export type FetchIds = { apId: string | null; transferId: string | null };
export type FetchReport = {
  started(url: string, ids: FetchIds): void;
  completed(url: string, ids: FetchIds, image: FetchedImageFacts): void;
  failed(url: string, why: Fault, ids: FetchIds): void;
};

export type DownloadContext = {
  ports: DownloadPorts;
  servers: {
    /** The port that requests go to; 0 in a mode without a server. */
    port(profile: ProfilePlace): number;
    /** Whether requests reach our own server. */
    isOurs(profile: ProfilePlace): boolean;
    /** The folder of our repository that the user sees as the root of our own server; null when that is unknown. */
    visibleRoot(profile: ProfilePlace & { userName: string | null }): string | null;
    /** The path in our repository of a path on the profile's server; null when the server is not ours. */
    repositoryPath(profile: Profile, path: string): string | null;
    /** The URL of an image as the controller prints it. */
    url(profile: Profile, image: string): string;
  };
  knownHosts: {
    /** The fingerprint of the pinned host key; null when none is pinned. */
    pinned(address: string, port: number): string | null;
    /** The key that the server presented last instead of the pinned one; null when it was the pinned one. */
    refused(address: string, port: number): { pinned: string; presented: string } | null;
    /** Checks the key that a server presents and pins the first one. Returns a fault when it is not the pinned one. */
    check(address: string, port: number, fingerprint: string): Fault | null;
  };
};

/** A profile of one mode, with the secret that only the controller has. */
export type SourceOf<M extends DownloadMode> = {
  profile: ProfileByMode[M];
  /** The encrypted password; null in modes without a login. */
  sealedPassword: string | null;
};
/** A complete image that the controller or an access point has. */
export type HeldImage = { sizeBytes: number; version: string };

/** Where images come from: a profile with its secret. */
export type ImageSource = SourceOf<DownloadMode>;
