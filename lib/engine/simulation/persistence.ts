/**
 * What the simulation writes, and how it reads it back. Access points are written behind, at most twice a second; an
 * upgrade's change is written at once, but after the access points it speaks of, so that whatever prefix of the writes
 * survives a kill, no document claims more than the records beside it show.
 */
import { z } from "zod";
import { capwapStateSchema, methodSchema, predownloadStatusSchema } from "@/lib/contracts/aps";
import { faultSchema } from "@/lib/contracts/fault";
import { behaviourSchema, type Lab, labSchema } from "@/lib/contracts/lab";
import { type Profile, profileSchema } from "@/lib/contracts/profile";
import { upgradeStateSchema } from "@/lib/contracts/upgrade";
import { NO_VERSION } from "@/lib/contracts/versions";
import { NO_UPGRADE, type Upgrade } from "@/lib/controller/upgrade-machine";
import { type ApState, newAp } from "@/lib/fleet/ap-state";
import type { Cancel } from "@/lib/kit/clock";
import type { StoredAp } from "@/lib/store/store-types";
import { PASSWORD_PURPOSE } from "./image-source";
import type { ApUnit, ImageSource, World } from "./world";

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
      mode: z.enum(["tftp", "sftp"]).default("tftp"),
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
  readonly #world: World;
  readonly #dirty = new Set<ApUnit>();
  #timer: Cancel | undefined;
  #chain: Promise<void> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
    world.markDirty = (unit) => this.#mark(unit);
  }

  /** Writes what is dirty, then the documents, behind whatever is being written. */
  save(): void {
    this.#queue(async () => {
      const { documents } = this.#world.ports.store;
      const { controller, upgrade, upgradeSource, held, sizes, saved, profileSavedAt } = this.#world;
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
    this.#queue(() => this.#world.ports.store.documents.put("lab", lab));
  }

  /** They exist no more; whatever of them waits to be written is not. */
  remove(units: readonly ApUnit[]): void {
    for (const unit of units) this.#dirty.delete(unit);
    const ids = units.map((unit) => unit.id);
    this.#queue(() => this.#world.ports.store.aps.remove(ids));
  }

  /** First start: the access points before the lab document, whose presence says that the lab is there. */
  async create(): Promise<void> {
    const lab = this.#labDocument();
    await this.#world.ports.store.aps.upsert([...this.#world.units.values()].map(toStored));
    this.#dirty.clear();
    await this.#world.ports.store.documents.put("lab", lab);
  }

  /**
   * Another lab in place of the stored one, of which only the profile and what is known of servers stays. Cut off after
   * any write, it is done again at the next start, since the document that ordered it goes last.
   */
  async replace(): Promise<void> {
    const { aps, documents } = this.#world.ports.store;
    const gone = (await aps.all()).filter(({ id }) => !this.#world.units.has(id));
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
    await this.#world.knownHosts.flushed();
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #mark(unit: ApUnit): void {
    this.#dirty.add(unit);
    this.#timer ??= this.#world.ports.wall.after(WRITE_EVERY_MS, () => {
      this.#timer = undefined;
      this.#queue(() => this.#writeDirty());
    });
  }

  async #writeDirty(): Promise<void> {
    if (this.#dirty.size === 0) return;
    const rows = [...this.#dirty].map(toStored);
    this.#dirty.clear();
    await this.#world.ports.store.aps.upsert(rows);
  }

  #queue(write: () => Promise<void>): void {
    this.#chain = this.#chain
      .then(write)
      .catch((cause: unknown) => this.#world.ports.onFault("writing the fleet", cause));
  }

  /** Mixes are stored as the access points they became. */
  #labDocument(): Lab {
    const { lab, ports } = this.#world;
    return { ...lab, aps: [], mixes: [], clockFactor: ports.simulated.factor };
  }
}

const toStored = (unit: ApUnit): StoredAp => ({
  id: unit.id,
  name: unit.name,
  model: unit.model,
  ip: unit.ip,
  ethernetMac: unit.ethernetMac,
  behaviour: unit.behaviour,
  machine: {
    state: unit.state,
    isMaster: unit.isMaster,
    bytes: unit.bytes,
    sizeBytes: unit.sizeBytes,
    apImageBytes: unit.apImageBytes,
    controllerImageBytes: unit.controllerImageBytes,
    failure: unit.failure,
  },
});

/** A lab that is to take the stored one's place, ordered before anything was changed. */
const NEXT_LAB = "lab-next";

export async function orderLab(store: World["ports"]["store"], lab: Lab): Promise<void> {
  await store.documents.put(NEXT_LAB, lab);
}

/** The lab that was ordered and is not there yet; null when none was. */
export async function orderedLab(store: World["ports"]["store"]): Promise<Lab | null> {
  const ordered = await store.documents.get(NEXT_LAB);
  return ordered === undefined ? null : labSchema.parse(ordered);
}

/** The stored lab, or null at a first start. */
export async function storedLab(store: World["ports"]["store"]): Promise<Lab | null> {
  const stored = await store.documents.get("lab");
  return stored === undefined ? null : labSchema.parse(stored);
}

async function read<T>(world: World, key: string, schema: z.ZodType<T>): Promise<T | null> {
  const stored = await world.ports.store.documents.get(key);
  if (stored === undefined) return null;
  const parsed = schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  world.ports.onFault(`reading the stored ${key}`, parsed.error);
  return null;
}

/** What stays whatever lab it is: the profile, and the servers' host keys. */
export async function restoreKept(world: World): Promise<void> {
  const profile = await read(world, "profile", profileDocumentSchema);
  world.saved = profile && sourceIn(world, profile);
  world.profileSavedAt = profile?.savedAt ?? null;
  await world.knownHosts.restore();
}

/** Puts everything stored into the world, as it was; what cannot be read is reported and begins anew. */
export async function restore(world: World): Promise<void> {
  await restoreKept(world);
  const controller = await read(world, "controller", controllerDocumentSchema);
  if (controller !== null) {
    const now = world.ports.simulated.now();
    // At a fast clock the last run may have come further than the wall's time, with which this one begins.
    Object.assign(world.controller, controller, { bootedAt: Math.min(controller.bootedAt ?? now, now) });
  }
  const upgrade = await read(world, "upgrade", upgradeDocumentSchema);
  if (upgrade !== null) {
    world.upgrade = { ...NO_UPGRADE, ...upgrade.upgrade };
    world.upgradeSource = sourceIn(world, upgrade);
    for (const [image, held] of Object.entries(upgrade.held)) world.held.set(image, held);
    for (const [image, size] of Object.entries(upgrade.sizes)) world.sizes.set(image, size);
  }
  for (const stored of await world.ports.store.aps.all()) restoreAp(world, stored);
}

/** Says truly whether the password can still be read: it cannot once the key file is another. */
function sourceIn(
  world: World,
  { profile, sealedPassword: sealed }: { profile: Profile | null; sealedPassword: string | null },
): ImageSource | null {
  if (profile === null) return null;
  if (profile.mode === "tftp") return { profile, sealedPassword: null };
  const passwordStored = sealed !== null && world.ports.secrets.unseal(sealed, PASSWORD_PURPOSE) !== null;
  return { profile: { ...profile, passwordStored }, sealedPassword: sealed };
}

function restoreAp(world: World, stored: StoredAp): void {
  const behaviour = behaviourSchema.safeParse(stored.behaviour);
  const machine = machineSchema.safeParse(stored.machine);
  if (!behaviour.success || !machine.success) {
    world.ports.onFault(`reading the stored access point ${stored.name}`, behaviour.error ?? machine.error);
  }
  const state = machine.success ? machine.data.state : newAp(world.controller.version, NO_VERSION);
  const unit = world.makeUnit({ ...stored, behaviour: behaviour.data ?? behaviourSchema.parse({}) }, state);
  if (!machine.success) return;
  const { state: _, ...rest } = machine.data;
  Object.assign(unit, rest);
}
