/**
 * What the simulation writes, and how it reads it back. Access points are written behind, at most twice a second; an
 * upgrade's change is written at once, but after the access points it speaks of, so that whatever prefix of the writes
 * survives a kill, no document claims more than the records beside it show.
 */
import { z } from "zod";
import { capwapStateSchema, methodSchema, predownloadStatusSchema } from "@/lib/contracts/aps";
import { faultSchema } from "@/lib/contracts/fault";
import { behaviorSchema, type Lab, labSchema } from "@/lib/contracts/lab";
import { DEFAULT_MODE, downloadModeSchema } from "@/lib/contracts/modes/download-mode";
import { type Profile, profileSchema } from "@/lib/contracts/profile";
import { upgradeStateSchema } from "@/lib/contracts/upgrade";
import { NO_VERSION } from "@/lib/contracts/versions";
import { NO_UPGRADE, type Upgrade } from "@/lib/controller/upgrade-machine";
import { type ApState, newAp } from "@/lib/fleet/ap-state";
import type { Cancel } from "@/lib/kit/clock";
import type { StoredAp } from "@/lib/store/store-types";
import type { ImageSource } from "../image-download/context";
import { restoredSource } from "../image-download/image-source";
import type { SimulatedAp, SimulationState } from "./simulation-state";

const WRITE_EVERY_MS = 500;

const machineSchema = z.object({
  state: z.object({
    capwap: capwapStateSchema,
    part1: z.string(),
    part2: z.string(),
    active: z.enum(["part1", "part2"]),
    boots: z.enum(["part1", "part2"]).nullable().default(null),
    discoveries: z.number(),
    download: z
      .object({
        purpose: z.enum(["join", "predownload", "controller"]),
        image: z.string(),
        route: z.enum(["server", "capwap", "none"]),
        phase: z.enum(["requested", "receiving", "stalled", "verifying"]),
        version: z.string().nullable(),
        sizeBytes: z.number().nullable(),
        fault: faultSchema.nullable(),
      })
      .nullable(),
    predownload: z.object({
      status: predownloadStatusSchema,
      version: z.string(),
      retryCount: z.number(),
      nextRetryAt: z.number().nullable(),
      method: methodSchema,
      fault: faultSchema.nullable(),
    }),
    controllerImage: z.string().nullable(),
    joinFailures: z.number(),
    joinFault: faultSchema.nullable(),
    away: z.enum(["no", "returning", "for-good"]),
    rebootedOnce: z.boolean(),
    lostOnce: z.boolean(),
  }) satisfies z.ZodType<ApState>,
  isMaster: z.boolean(),
  bytes: z.number(),
  sizeBytes: z.number().nullable(),
  apImageBytes: z.number(),
  controllerImageBytes: z.number(),
  failure: z
    .object({
      // Absent from records of earlier versions of the program.
      mode: downloadModeSchema.default(DEFAULT_MODE),
      userName: z.string().nullable().default(null),
      fault: faultSchema,
      own: z.boolean(),
      atJoin: z.boolean(),
      over: z.enum(["TFTP", "CAPWAP"]).nullable().default(null),
      image: z.string(),
      path: z.string(),
      url: z.string(),
      server: z.string(),
      port: z.number(),
      master: z.string().nullable(),
    })
    .nullable(),
});

const heldSchema = z.record(z.string(), z.object({ sizeBytes: z.number(), version: z.string() }));
const sealedPassword = z.string().nullable().default(null);
const upgradeDocumentSchema = z.object({
  upgrade: z.custom<Upgrade>(
    (v) => typeof v === "object" && v !== null && upgradeStateSchema.safeParse((v as Upgrade).state).success,
  ),
  profile: profileSchema.nullable(),
  sealedPassword,
  held: heldSchema,
  sizes: z.record(z.string(), z.number()),
});
const controllerDocumentSchema = z.object({
  version: z.string(),
  backupVersion: z.string(),
  ownImageBytes: z.number(),
  // Absent from documents of earlier versions of the program.
  bootedAt: z.number().optional(),
  reloadReason: z.string().default("PowerOn"),
  reloadFor: z.string().nullable().default(null),
  committed: z.boolean().default(true),
  joinDownloads: z.number().default(0),
});
const profileDocumentSchema = z.object({
  profile: profileSchema.nullable(),
  sealedPassword,
  savedAt: z.number(),
});

const NO_SOURCE = { profile: null, sealedPassword: null };

export class Persistence {
  readonly #simulation: SimulationState;
  readonly #dirty = new Set<SimulatedAp>();
  #timer: Cancel | undefined;
  #chain: Promise<void> = Promise.resolve();

  constructor(simulation: SimulationState) {
    this.#simulation = simulation;
    simulation.markDirty = (ap) => this.#mark(ap);
  }

  /** Writes what is dirty, then the documents, behind whatever is being written. */
  save(): void {
    this.#queue(async () => {
      const { documents } = this.#simulation.ports.store;
      const { controller, upgrade, upgradeSource, held, sizes, saved, profileSavedAt } = this.#simulation;
      const upgradeDocument = {
        upgrade,
        ...(upgradeSource ?? NO_SOURCE),
        held: Object.fromEntries(held),
        sizes: Object.fromEntries(sizes),
      };
      const { state: _, backAt: __, ...kept } = controller;
      await this.#writeDirty();
      if (profileSavedAt !== null)
        await documents.put("profile", { ...(saved ?? NO_SOURCE), savedAt: profileSavedAt });
      await documents.put("controller", kept);
      await documents.put("upgrade", upgradeDocument);
    });
  }

  saveLab(): void {
    const lab = this.#labDocument();
    this.#queue(() => this.#simulation.ports.store.documents.put("lab", lab));
  }

  /** They exist no more; whatever of them waits to be written is not. */
  remove(aps: readonly SimulatedAp[]): void {
    for (const ap of aps) this.#dirty.delete(ap);
    const ids = aps.map((ap) => ap.id);
    this.#queue(() => this.#simulation.ports.store.aps.remove(ids));
  }

  /** First start: the access points before the lab document, whose presence says that the lab is there. */
  async create(): Promise<void> {
    const lab = this.#labDocument();
    await this.#simulation.ports.store.aps.upsert([...this.#simulation.aps.values()].map(toStored));
    this.#dirty.clear();
    await this.#simulation.ports.store.documents.put("lab", lab);
  }

  /**
   * Another lab in place of the stored one, of which only the profile and what is known of servers stays. Cut off after
   * any write, it is done again at the next start, since the document that ordered it goes last.
   */
  async replace(): Promise<void> {
    const { aps, documents } = this.#simulation.ports.store;
    const gone = (await aps.all()).filter(({ id }) => !this.#simulation.aps.has(id));
    await aps.remove(gone.map(({ id }) => id));
    await documents.put("upgrade", undefined);
    await documents.put("controller", undefined);
    await this.create();
    await documents.put(NEXT_LAB, undefined);
  }

  /** Resolves when everything asked for before is written. */
  async flushed(): Promise<void> {
    this.#queue(() => this.#writeDirty());
    await this.#chain;
    await this.#simulation.knownHosts.flushed();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #mark(ap: SimulatedAp): void {
    this.#dirty.add(ap);
    this.#timer ??= this.#simulation.ports.wall.after(WRITE_EVERY_MS, () => {
      this.#timer = undefined;
      this.#queue(() => this.#writeDirty());
    });
  }

  async #writeDirty(): Promise<void> {
    if (this.#dirty.size === 0) return;
    const rows = [...this.#dirty].map(toStored);
    this.#dirty.clear();
    await this.#simulation.ports.store.aps.upsert(rows);
  }

  #queue(write: () => Promise<void>): void {
    this.#chain = this.#chain
      .then(write)
      .catch((cause: unknown) => this.#simulation.ports.onFault("writing the fleet", cause));
  }

  /** Mixes are stored as the access points they became. */
  #labDocument(): Lab {
    const { lab, ports } = this.#simulation;
    return { ...lab, aps: [], mixes: [], clockFactor: ports.simulated.factor };
  }
}

const toStored = (ap: SimulatedAp): StoredAp => ({
  id: ap.id,
  name: ap.name,
  model: ap.model,
  ip: ap.ip,
  ethernetMac: ap.ethernetMac,
  behavior: ap.behavior,
  machine: {
    state: ap.state,
    isMaster: ap.isMaster,
    bytes: ap.bytes,
    sizeBytes: ap.sizeBytes,
    apImageBytes: ap.apImageBytes,
    controllerImageBytes: ap.controllerImageBytes,
    failure: ap.failure,
  },
});

/** A lab that is to take the stored one's place, ordered before anything was changed. */
const NEXT_LAB = "lab-next";

export async function orderLab(store: SimulationState["ports"]["store"], lab: Lab): Promise<void> {
  await store.documents.put(NEXT_LAB, lab);
}

/** The lab that was ordered and is not there yet; null when none was. */
export async function orderedLab(store: SimulationState["ports"]["store"]): Promise<Lab | null> {
  const ordered = await store.documents.get(NEXT_LAB);
  return ordered === undefined ? null : labSchema.parse(ordered);
}

/** The stored lab, or null at a first start. */
export async function storedLab(store: SimulationState["ports"]["store"]): Promise<Lab | null> {
  const stored = await store.documents.get("lab");
  return stored === undefined ? null : labSchema.parse(stored);
}

async function read<T>(simulation: SimulationState, key: string, schema: z.ZodType<T>): Promise<T | null> {
  const stored = await simulation.ports.store.documents.get(key);
  if (stored === undefined) return null;
  const parsed = schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  simulation.ports.onFault(`reading the stored ${key}`, parsed.error);
  return null;
}

/** What stays whatever lab it is: the profile, and the servers' host keys. */
export async function restoreKept(simulation: SimulationState): Promise<void> {
  const profile = await read(simulation, "profile", profileDocumentSchema);
  simulation.saved = profile && sourceIn(simulation, profile);
  simulation.profileSavedAt = profile?.savedAt ?? null;
  await simulation.knownHosts.restore();
}

/** Puts everything stored into the simulation, as it was; what cannot be read is reported and begins anew. */
export async function restore(simulation: SimulationState): Promise<void> {
  await restoreKept(simulation);
  const controller = await read(simulation, "controller", controllerDocumentSchema);
  if (controller !== null) {
    const now = simulation.ports.simulated.now();
    // At a fast clock the last run may have come further than the wall's time, with which this one begins.
    Object.assign(simulation.controller, controller, { bootedAt: Math.min(controller.bootedAt ?? now, now) });
  }
  const upgrade = await read(simulation, "upgrade", upgradeDocumentSchema);
  if (upgrade !== null) {
    simulation.upgrade = { ...NO_UPGRADE, ...upgrade.upgrade };
    simulation.upgradeSource = sourceIn(simulation, upgrade);
    for (const [image, held] of Object.entries(upgrade.held)) simulation.held.set(image, held);
    for (const [image, size] of Object.entries(upgrade.sizes)) simulation.sizes.set(image, size);
  }
  for (const stored of await simulation.ports.store.aps.all()) restoreAp(simulation, stored);
}

function sourceIn(
  simulation: SimulationState,
  { profile, sealedPassword }: { profile: Profile | null; sealedPassword: string | null },
): ImageSource | null {
  return profile === null ? null : restoredSource(simulation.ports, { profile, sealedPassword });
}

function restoreAp(simulation: SimulationState, stored: StoredAp): void {
  const behavior = behaviorSchema.safeParse(stored.behavior);
  const machine = machineSchema.safeParse(stored.machine);
  if (!behavior.success || !machine.success) {
    simulation.ports.onFault(
      `reading the stored access point ${stored.name}`,
      behavior.error ?? machine.error,
    );
  }
  const state = machine.success ? machine.data.state : newAp(simulation.controller.version, NO_VERSION);
  const ap = simulation.addAp({ ...stored, behavior: behavior.data ?? behaviorSchema.parse({}) }, state);
  if (!machine.success) return;
  const { state: _, ...rest } = machine.data;
  Object.assign(ap, rest);
}
