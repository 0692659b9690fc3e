/** What downloading an image needs from outside: clients, secrets, the repository and our own servers. */
import type { ImageFamily } from "@/lib/contracts/families";
import type { Fault } from "@/lib/contracts/fault";
import type { ImageSet } from "@/lib/contracts/images";
import type { TransferSettings } from "@/lib/contracts/lab";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import type { ProfileByMode } from "@/lib/contracts/modes/mode-contracts";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import type { Profile } from "@/lib/contracts/profile";
import type { ServerId } from "@/lib/contracts/settings";
import type { fetchSftp, probeSftp } from "@/lib/servers/sftp/sftp-client";
import type { FetchTftp, ProbeTftp } from "@/lib/servers/tftp/tftp-client";
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
  madeUsers(): readonly string[];
};
/** Our own SFTP server and its users. */
export type OwnSftp = ServerPlace & OwnSftpUsers;

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

export type DownloadPorts = {
  tftp: TftpPort;
  sftp: SftpPort;
  secrets: Pick<Secrets, "seal" | "unseal">;
  images: ImageRepository;
  /** Where our server listens, or would if Lab did not keep its port closed; null when it is stopped. */
  ownServer(id: ServerId): ServerPlace | null;
  ownSftp(): OwnSftp | null;
  /** The faults that Lab has injected into our server, one sentence each. */
  labFaults(id: ServerId): readonly string[];
  settings(): DownloadSettings;
};
export type DownloadSettings = {
  /** The controller's address, which decides the source address of its requests. */
  controllerIp: string;
  transfer: TransferSettings;
};

/** What a profile says about its server. */
export type ProfilePlace = { mode: DownloadMode; imageServer: string; servicePort: number | null };

export type DownloadContext = {
  ports: DownloadPorts;
  servers: {
    /** The port that requests go to. */
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
/** Where images come from: a profile with its secret. */
export type ImageSource = SourceOf<DownloadMode>;
