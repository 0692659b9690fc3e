/**
 * Zip bundles in the images folder that were uploaded over SFTP or copied there, and not imported yet. Publishes the
 * list and imports a bundle on request.
 */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { ImportRow } from "@/lib/contracts/images";
import type { WaitingBundle } from "@/lib/contracts/servers";
import type { Repository } from "@/lib/image-store/repository-types";

const MAX_LISTED = 20;
const MAX_DEPTH = 3;

/** What the list of bundles needs from the engine. */
export type WaitingBundlesPorts = {
  /** The images folder. */
  root: string;
  importBundle: Repository["importBundle"];
  publish(bundles: WaitingBundle[]): void;
};

export class WaitingBundles {
  readonly #ports: WaitingBundlesPorts;
  /** Paths of bundles that are being imported: not listed, and not imported again. */
  readonly #importing = new Set<string>();
  #refreshing: Promise<void> = Promise.resolve();

  constructor(ports: WaitingBundlesPorts) {
    this.#ports = ports;
  }

  /** Searches the folder and publishes the list. Never rejects; an unreadable folder is left out. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(async () => {
      const found = await listZips(this.#ports.root, "", 1);
      this.#ports.publish(found.filter((bundle) => !this.#importing.has(bundle.path)).slice(0, MAX_LISTED));
    });
    return this.#refreshing;
  }

  /** Starts the import of a bundle. The zip file is removed when the import succeeds. */
  async import(order: { path: string; name: string; by: string }): Promise<ImportRow> {
    // Only paths from a search are accepted, so a path cannot lead out of the folder.
    const waiting = await listZips(this.#ports.root, "", 1);
    if (this.#importing.has(order.path) || !waiting.some((bundle) => bundle.path === order.path))
      throw new FaultError(fault("not-found", "This bundle no longer exists or is being imported."));
    this.#importing.add(order.path);
    const source = path.join(this.#ports.root, ...order.path.split("/"));
    try {
      const { row, done } = await this.#ports.importBundle({
        source,
        name: order.name,
        by: order.by,
        replacesSource: true,
      });
      void done.then(async () => {
        this.#importing.delete(order.path);
        await this.refresh();
      });
      await this.refresh();
      return row;
    } catch (thrown) {
      this.#importing.delete(order.path);
      throw thrown;
    }
  }
}

/** All zip files below `inside`, a folder relative to the root. */
async function listZips(root: string, inside: string, depth: number): Promise<WaitingBundle[]> {
  const found: WaitingBundle[] = [];
  const entries = await readdir(path.join(root, inside), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    // Uploads in progress have a name that starts with a dot.
    if (entry.name.startsWith(".")) continue;
    const at = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && depth < MAX_DEPTH) found.push(...(await listZips(root, at, depth + 1)));
    if (!entry.isFile() || !/\.zip$/i.test(entry.name)) continue;
    const facts = await stat(path.join(root, at)).catch(() => undefined);
    if (facts) found.push({ path: at, bytes: facts.size });
  }
  return found;
}
