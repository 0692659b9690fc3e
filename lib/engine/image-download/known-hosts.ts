/**
 * The host keys of the SFTP servers that the controller connects to: pinned on first use per address and port, refused
 * when another is shown, replaced only by an operator who names the key that the server showed (spec 50).
 */
import { z } from "zod";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type HostKeyAcceptance, type KnownHost, knownHostSchema } from "@/lib/contracts/known-hosts";
import type { Clock } from "@/lib/kit/clock";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "known-hosts";

export type KnownHostsPorts = {
  documents: DocumentStore;
  wall: Pick<Clock, "now">;
  event(event: NewEvent): void;
  /** The list is another one: show it. */
  onChanged(): void;
  onFault(where: string, cause: unknown): void;
};

export class KnownHosts {
  readonly #ports: KnownHostsPorts;
  #hosts: KnownHost[] = [];
  #chain: Promise<void> = Promise.resolve();

  constructor(ports: KnownHostsPorts) {
    this.#ports = ports;
  }

  /** A list that cannot be read is reported and begins anew: the next connection pins what it sees. */
  async restore(): Promise<void> {
    const parsed = z.array(knownHostSchema).safeParse((await this.#ports.documents.get(DOCUMENT)) ?? []);
    if (parsed.success) this.#hosts = parsed.data;
    else this.#ports.onFault("reading the known host keys", parsed.error);
  }

  /** The same array until something changes. */
  all(): KnownHost[] {
    return this.#hosts;
  }

  pinned(address: string, port: number): string | null {
    return this.#of(address, port)?.fingerprint ?? null;
  }

  /**
   * The server showed this key: the first is pinned, the pinned one is fine, another is a fault.
   * @returns null when the server is who it was.
   */
  shown(address: string, port: number, fingerprint: string): Fault | null {
    const known = this.#of(address, port);
    const at = this.#ports.wall.now();
    const host = { server: address, port, fingerprint };
    if (known === undefined) {
      this.#put({ address, port, fingerprint, pinnedAt: at, refused: null });
      this.#ports.event({ type: "host-key.pinned", data: host });
      return null;
    }
    if (known.fingerprint === fingerprint) {
      if (known.refused !== null) this.#put({ ...known, refused: null });
      return null;
    }
    if (known.refused?.fingerprint !== fingerprint) {
      this.#put({ ...known, refused: { fingerprint, at } });
      this.#ports.event({ type: "host-key.refused", data: { ...host, pinned: known.fingerprint } });
    }
    return fault(
      "host-key-changed",
      undefined,
      `The server shows ${fingerprint}; pinned is ${known.fingerprint}. If you know why it changed, accept the new key on the Software Upgrade page, then choose Save & Download again.`,
    );
  }

  /** Throws a FaultError when this is not the key that was refused last. Resolves when it is stored. */
  async accept({ server, port, fingerprint }: HostKeyAcceptance, by: string): Promise<void> {
    const known = this.#of(server, port);
    if (known === undefined)
      throw new FaultError(fault("not-found", `No host key of ${server} port ${port} is known.`));
    if (known.fingerprint !== fingerprint) {
      if (known.refused?.fingerprint !== fingerprint)
        throw new FaultError(
          fault(
            "conflict",
            `${server} port ${port} did not show ${fingerprint} when it was asked last.`,
            "Look at the fingerprints again: there may be a newer one.",
          ),
        );
      this.#put({ ...known, fingerprint, pinnedAt: this.#ports.wall.now(), refused: null });
      this.#ports.event({ type: "host-key.accepted", data: { server, port, fingerprint, by } });
    }
    await this.flushed();
  }

  /** Resolves when every change is stored. */
  flushed(): Promise<void> {
    return this.#chain;
  }

  #of(address: string, port: number): KnownHost | undefined {
    return this.#hosts.find((h) => h.address === address && h.port === port);
  }

  #put(host: KnownHost): void {
    const others = this.#hosts.filter((h) => h.address !== host.address || h.port !== host.port);
    const hosts = [...others, host];
    this.#hosts = hosts;
    this.#chain = this.#chain
      .then(() => this.#ports.documents.put(DOCUMENT, hosts))
      .catch((cause: unknown) => this.#ports.onFault("writing the known host keys", cause));
    this.#ports.onChanged();
  }
}
