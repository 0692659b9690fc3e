/**
 * Bundles that lie below the images' root as a zip, uploaded over SFTP or copied there: nothing can be fetched from
 * them until they are unpacked. Lists them, and imports one into a set of its own on order.
 */
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { ImportRow } from "@/lib/contracts/images";
import type { WaitingBundle } from "@/lib/contracts/servers";
import type { Repository } from "@/lib/image-store/repository-types";

const MOST_SHOWN = 20;
const MOST_DEEP = 3;

export type WaitingBundlesPorts = {
  /** The folder that is served. */
  root: string;
  importBundle: Repository["importBundle"];
  show(bundles: WaitingBundle[]): void;
};

export class WaitingBundles {
  readonly #ports: WaitingBundlesPorts;
  /** Being imported: neither shown nor imported a second time. */
  readonly #busy = new Set<string>();
  #looking: Promise<void> = Promise.resolve();

  constructor(ports: WaitingBundlesPorts) {
    this.#ports = ports;
  }

  /** Looks at the disk and shows what is there. Never rejects: what cannot be read is not shown. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      const found = await listZips(this.#ports.root, "", 1);
      this.#ports.show(found.filter((bundle) => !this.#busy.has(bundle.path)).slice(0, MOST_SHOWN));
    });
    return this.#looking;
  }

  /** Starts the import; the zip is removed when its set is there, and stays when the import fails. */
  async import(order: { path: string; name: string; by: string }): Promise<ImportRow> {
    // Only what a look finds: so no path leads anywhere else.
    const waiting = await listZips(this.#ports.root, "", 1);
    if (this.#busy.has(order.path) || !waiting.some((bundle) => bundle.path === order.path))
      throw new FaultError(fault("not-found", "This bundle is not there any more, or is being imported."));
    this.#busy.add(order.path);
    const source = path.join(this.#ports.root, ...order.path.split("/"));
    try {
      const { row, done } = await this.#ports.importBundle({ source, name: order.name, by: order.by });
      void done.then(async ({ phase }) => {
        if (phase === "done") await rm(source, { force: true }).catch(() => undefined);
        this.#busy.delete(order.path);
        await this.look();
      });
      await this.look();
      return row;
    } catch (refused) {
      this.#busy.delete(order.path);
      throw refused;
    }
  }
}

async function listZips(root: string, inside: string, depth: number): Promise<WaitingBundle[]> {
  const found: WaitingBundle[] = [];
  const entries = await readdir(path.join(root, inside), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    // An upload under way has a hidden name.
    if (entry.name.startsWith(".")) continue;
    const at = inside === "" ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory() && depth < MOST_DEEP) found.push(...(await listZips(root, at, depth + 1)));
    if (!entry.isFile() || !/\.zip$/i.test(entry.name)) continue;
    const facts = await stat(path.join(root, at)).catch(() => undefined);
    if (facts) found.push({ path: at, bytes: facts.size });
  }
  return found;
}
