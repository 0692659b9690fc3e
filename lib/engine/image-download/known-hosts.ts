/**
 * The host keys of the SFTP servers that the controller connects to. The first key of an address and port is pinned.
 * Another key is refused until an operator accepts it by its fingerprint. The keys of our own server are known without a
 * first use: another program that answers at its address is never trusted.
 */

import { z } from "zod";
import type { NewEvent } from "@/lib/contracts/events";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type HostKeyAcceptance, type KnownHost, knownHostSchema } from "@/lib/contracts/known-hosts";
import type { Clock } from "@/lib/kit/clock";
import { readDocument } from "@/lib/store/read-document";
import type { DocumentStore } from "@/lib/store/store-types";

const DOCUMENT = "known-hosts";

export type KnownHostsPorts = {
  documents: DocumentStore;
  wall: Pick<Clock, "now">;
  /** The fingerprints of our own server when it is the one at this address and port; null for any other server. */
  ownHostKeys(address: string, port: number): readonly string[] | null;
  event(event: NewEvent): void;
  /** Called when the list has changed. */
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

  /** @throws FaultError `store-unusable` when the stored list cannot be read: without it, any key would be accepted */
  async restore(): Promise<void> {
    const { documents } = this.#ports;
    this.#hosts =
      (await readDocument(documents, DOCUMENT, "known host keys", z.array(knownHostSchema))) ?? [];
  }

  /** All known keys. The array is the same object until something changes. */
  all(): KnownHost[] {
    return this.#hosts;
  }

  /** The fingerprint of the pinned key; null when none is pinned. */
  pinned(address: string, port: number): string | null {
    const own = this.#ports.ownHostKeys(address, port);
    if (own !== null) return own[0] ?? null;
    return this.#of(address, port)?.fingerprint ?? null;
  }

  /** The key that the server presented last instead of the pinned one; null when it was the pinned one. */
  refused(address: string, port: number): { pinned: string; presented: string } | null {
    const known = this.#of(address, port);
    return known?.refused ? { pinned: known.fingerprint, presented: known.refused.fingerprint } : null;
  }

  /** Like `check`, for a preview: compares with the pinned key, and never pins one. */
  compare(address: string, port: number, fingerprint: string): Fault | null {
    const isKnown = this.#of(address, port) !== undefined || this.#ports.ownHostKeys(address, port) !== null;
    return isKnown ? this.check(address, port, fingerprint) : null;
  }

  /** Checks the key that a server presents. Pins the first one. Returns a fault when it is not the pinned one, else null. */
  check(address: string, port: number, fingerprint: string): Fault | null {
    const known = this.#of(address, port);
    const at = this.#ports.wall.now();
    const host = { server: address, port, fingerprint };
    const own = this.#ports.ownHostKeys(address, port);
    if (own?.includes(fingerprint)) {
      // Recorded, so that the page can show which key is expected.
      if (known?.fingerprint !== fingerprint || known.refused !== null)
        this.#put({ address, port, fingerprint, pinnedAt: at, refused: null });
      return null;
    }
    if (own !== null) {
      return fault(
        "host-key-changed",
        undefined,
        `Another program answers at the address of this program's SFTP server: it presents ${fingerprint}. Find that program and stop it.`,
      );
    }
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
      `The server presents ${fingerprint}. The pinned key is ${known.fingerprint}. If you know why it changed, accept the new key on the Software Upgrade page, then choose Save & Download again.`,
    );
  }

  /**
   * Pins the key that was refused last. Resolves when it is stored.
   * @throws FaultError when the fingerprint is not that of the last refused key
   */
  async accept({ server, port, fingerprint }: HostKeyAcceptance, by: string): Promise<void> {
    const known = this.#of(server, port);
    if (known === undefined)
      throw new FaultError(fault("not-found", `There is no known host key for ${server} port ${port}.`));
    if (known.fingerprint !== fingerprint) {
      if (known.refused?.fingerprint !== fingerprint)
        throw new FaultError(
          fault(
            "conflict",
            `${server} port ${port} did not present ${fingerprint} at the last connection.`,
            "Compare the fingerprints again. There may be a newer one.",
          ),
        );
      this.#put({ ...known, fingerprint, pinnedAt: this.#ports.wall.now(), refused: null });
      this.#ports.event({ type: "host-key.accepted", data: { server, port, fingerprint, by } });
    }
    await this.flushed();
  }

  /** Resolves when all changes are stored. */
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
      .then(() => this.#ports.documents.keep(DOCUMENT, hosts))
      .catch((cause: unknown) => this.#ports.onFault("writing the known host keys", cause));
    this.#ports.onChanged();
  }
}
