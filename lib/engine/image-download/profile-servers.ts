/**
 * The server that a profile names, as the controller reaches it: its port, its URLs, and whether it is our own, whose
 * paths our repository knows.
 */
import { effectivePort, effectiveUrl, type Profile } from "@/lib/contracts/profile";
import type { SimulationPorts } from "../simulation/ports";
import { isThisHost } from "./addresses";

type Where = Pick<Profile, "mode" | "imageServer" | "servicePort">;

export class ProfileServers {
  readonly #ports: Pick<SimulationPorts, "ownTftp" | "ownSftp">;

  constructor(ports: Pick<SimulationPorts, "ownTftp" | "ownSftp">) {
    this.#ports = ports;
  }

  port(profile: Where): number {
    const own = this.#ownServer(profile);
    return effectivePort(profile, own?.port);
  }

  isOurs(profile: Where): boolean {
    const own = this.#ownServer(profile);
    return own !== null && this.port(profile) === own.port;
  }

  /** Our own server of the profile's protocol, when the profile's address is this host. */
  #ownServer({ mode, imageServer }: Where): { address: string; port: number } | null {
    const own = mode === "sftp" ? this.#ports.ownSftp() : this.#ports.ownTftp();
    return own !== null && (isThisHost(imageServer) || imageServer === own.address) ? own : null;
  }

  /** What a user of our own SFTP server sees as `/`, below the root of all images; null: not ours, or no such user. */
  sftpHome(imageServer: string, servicePort: number, user: string): string | null {
    if (!this.isOurs({ mode: "sftp", imageServer, servicePort })) return null;
    return this.#ports.ownSftp()?.homeOf(user) ?? null;
  }

  /** A path as the profile's server knows it, as our repository knows it; null when the server is not ours. */
  repositoryPath(profile: Profile, path: string): string | null {
    if (profile.mode === "tftp") return this.isOurs(profile) ? path : null;
    const home = this.sftpHome(profile.imageServer, this.port(profile), profile.userName);
    if (home === null) return null;
    return home === "" ? path : `${home}/${path}`;
  }

  /** Of an image, as the profile's server is asked for it. */
  url(profile: Profile, image: string): string {
    return effectiveUrl(profile, image, this.port(profile));
  }
}
