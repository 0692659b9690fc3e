/** The server of a profile: its port, its URLs, and whether it is our own, whose paths our repository knows. */
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { answersAt, type ServerPlace } from "@/lib/contracts/own-servers";
import {
  effectivePort,
  effectiveUrl,
  loginOf,
  type Profile,
  type ProfilePlace,
  placeOfProfile,
} from "@/lib/contracts/profile";
import type { DownloadContext, DownloadPorts } from "./context";
import { modeSource } from "./modes/all-sources";

type Servers = DownloadContext["servers"];

export class ProfileServers implements Servers {
  readonly #ports: Pick<DownloadPorts, "ownServer" | "ownSftp">;

  constructor(ports: Pick<DownloadPorts, "ownServer" | "ownSftp">) {
    this.#ports = ports;
  }

  /** The port that requests go to; 0 in a mode without a server. */
  port(profile: ProfilePlace): number {
    return effectivePort(profile, this.#ownServer(profile)?.port);
  }

  /** Whether requests reach our own server. */
  isOurs(profile: ProfilePlace): boolean {
    const own = this.#ownServer(profile);
    return own !== null && this.port(profile) === own.port;
  }

  /**
   * The folder of our repository that the user sees as the server's root, without slashes at its ends; null when the
   * server is not ours or does not know the user.
   */
  visibleRoot(profile: ProfilePlace & { userName: string | null }): string | null {
    return this.isOurs(profile) ? modeSource(profile.mode).visibleRoot(this.#ports, profile.userName) : null;
  }

  /** The path in our repository of a path on the profile's server; null when the server is not ours. */
  repositoryPath(profile: Profile, path: string): string | null {
    const root = this.visibleRoot({
      ...placeOfProfile(profile),
      userName: loginOf(profile)?.userName ?? null,
    });
    if (root === null) return null;
    return root === "" ? path : `${root}/${path}`;
  }

  /** The URL of an image as the controller prints it. */
  url(profile: Profile, image: string): string {
    return effectiveUrl(profile, image, this.port(placeOfProfile(profile)));
  }

  /** Our own server for this mode, when it is the one that answers at the profile's address. */
  #ownServer({ mode, imageServer }: ProfilePlace): ServerPlace | null {
    const server = modeContracts[mode].server;
    const own = server && this.#ports.ownServer(server.own);
    return own !== null && answersAt(own, imageServer) ? own : null;
  }
}
