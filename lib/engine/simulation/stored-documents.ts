/** The documents that the simulation stores beside its access points, and how everything stored is read back. */
import { z } from "zod";
import { NO_JOINS } from "@/lib/contracts/joins";
import { behaviorSchema, type Lab, labSchema } from "@/lib/contracts/lab";
import { type Profile, profileSchema } from "@/lib/contracts/profile";
import { upgradeStateSchema } from "@/lib/contracts/upgrade";
import { NO_VERSION } from "@/lib/contracts/versions";
import { NO_UPGRADE, type Upgrade } from "@/lib/controller/upgrade-machine";
import { newAp } from "@/lib/fleet/ap-state";
import { joinsNotAfter } from "@/lib/fleet/join-record";
import { readDocument } from "@/lib/store/read-document";
import type { StoredAp } from "@/lib/store/store-types";
import type { ImageSource } from "../image-download/context";
import { restoredSource } from "../image-download/image-source";
import type { SimulationStore } from "./ports";
import type { SimulationState } from "./simulation-state";
import { readMachine } from "./stored-ap";

const sealedPassword = z.string().nullable().default(null);
const upgradeDocumentSchema = z.object({
  upgrade: z.custom<Upgrade>(
    (v) => typeof v === "object" && v !== null && upgradeStateSchema.safeParse((v as Upgrade).state).success,
  ),
  profile: profileSchema.nullable(),
  sealedPassword,
  held: z.record(z.string(), z.object({ sizeBytes: z.number(), version: z.string() })),
  sizes: z.record(z.string(), z.number()),
});
const storedControllerSchema = z.object({
  version: z.string(),
  backupVersion: z.string(),
  /** Documents of version 0.2 and before say only whether the running version is committed. */
  committedVersion: z.string().optional(),
  ownImageBytes: z.number(),
  // Documents of the first releases have none of these.
  bootedAt: z.number().optional(),
  reloadReason: z.string().default("PowerOn"),
  reloadFor: z.enum(["Image Install", "Reload Command"]).nullable().default(null),
  reloadInto: z.string().nullable().default(null),
  rollbackAt: z.number().nullable().default(null),
  scheduledReload: z.object({ at: z.number(), by: z.string() }).nullable().default(null),
  committed: z.boolean().default(true),
  joinDownloads: z.number().default(0),
});
const controllerDocumentSchema = storedControllerSchema.transform(({ committed, ...stored }) => ({
  ...stored,
  committedVersion: stored.committedVersion ?? (committed ? stored.version : stored.backupVersion),
}));
const profileDocumentSchema = z.object({
  profile: profileSchema.nullable(),
  sealedPassword,
  savedAt: z.number(),
});

const NO_SOURCE = { profile: null, sealedPassword: null };

/** The documents of the present state; `profile` is undefined while none was ever saved. */
export function documentsOf({ profile, upgradeState, images, controller }: SimulationState) {
  return {
    profile:
      profile.savedAt === null ? undefined : { ...(profile.source ?? NO_SOURCE), savedAt: profile.savedAt },
    controller: controller.stored,
    upgrade: {
      upgrade: upgradeState.record,
      ...(upgradeState.source ?? NO_SOURCE),
      held: Object.fromEntries(images.held),
      sizes: Object.fromEntries(images.sizes),
    },
  };
}

/** A lab that is to replace the stored one. It is written before anything is changed and removed when it is in place. */
export const NEXT_LAB = "lab-next";

export async function orderLab(store: SimulationStore, lab: Lab): Promise<void> {
  await store.documents.put(NEXT_LAB, lab);
}

/** The lab that was ordered and is not in place yet; null when there is none. */
export const orderedLab = (store: SimulationStore): Promise<Lab | null> => readLab(store, NEXT_LAB);

/** The stored lab; null at a first start. */
export const storedLab = (store: SimulationStore): Promise<Lab | null> => readLab(store, "lab");

const readLab = async (store: SimulationStore, key: string): Promise<Lab | null> =>
  (await readDocument(store.documents, key, "lab", labSchema)) ?? null;

/** Restores what belongs to no lab: the saved profile and the servers' host keys. */
export async function restoreKept(simulation: SimulationState): Promise<void> {
  const { documents } = simulation.ports.store;
  const stored = await readDocument(documents, "profile", "image download profile", profileDocumentSchema);
  if (stored !== undefined) simulation.profile.save(sourceIn(simulation, stored), stored.savedAt);
  await simulation.knownHosts.restore();
  await simulation.releaseChecks.restore();
  await simulation.wireRates.restore();
}

/**
 * Restores everything that is stored. An access point whose state cannot be read is reported and starts anew.
 * @throws FaultError `store-unusable` when a document cannot be read
 */
export async function restore(simulation: SimulationState): Promise<void> {
  const { documents } = simulation.ports.store;
  await restoreKept(simulation);
  const controller = await readDocument(
    documents,
    "controller",
    "state of the controller",
    controllerDocumentSchema,
  );
  if (controller !== undefined) {
    const now = simulation.ports.simulated.now();
    // With a fast clock the last run may have gone beyond the wall time, with which this run begins.
    simulation.controller.restore({ ...controller, bootedAt: Math.min(controller.bootedAt ?? now, now) });
  }
  const upgrade = await readDocument(documents, "upgrade", "upgrade", upgradeDocumentSchema);
  if (upgrade !== undefined) {
    simulation.upgradeState.restore(restoredUpgrade(upgrade.upgrade), sourceIn(simulation, upgrade));
    simulation.images.restore(upgrade.held, upgrade.sizes);
  }
  await simulation.progress.restore();
  for (const stored of await simulation.ports.store.aps.all()) restoreAp(simulation, stored);
}

/** Counters of the first releases lack those for whom nothing had begun. */
function restoredUpgrade(stored: Upgrade): Upgrade {
  const upgrade = { ...NO_UPGRADE, ...stored };
  if (upgrade.finalCounters === null) return upgrade;
  const { total, initiated, predownloading, completed, unsupported, retrying, failed } =
    upgrade.finalCounters;
  const none = total - initiated - predownloading - completed - unsupported - retrying - failed;
  return { ...upgrade, finalCounters: { ...upgrade.finalCounters, none } };
}

function sourceIn(
  simulation: SimulationState,
  { profile, sealedPassword: sealed }: { profile: Profile | null; sealedPassword: string | null },
): ImageSource | null {
  return profile === null ? null : restoredSource(simulation.ports, { profile, sealedPassword: sealed });
}

function restoreAp(simulation: SimulationState, stored: StoredAp): void {
  const behavior = behaviorSchema.safeParse(stored.behavior);
  const machine = readMachine(stored.machine);
  if (!behavior.success || !machine.success) {
    simulation.ports.onFault(
      `reading the stored access point ${stored.name}`,
      behavior.error ?? machine.error,
    );
  }
  const state = machine.success ? machine.data.state : newAp(simulation.controller.version, NO_VERSION);
  const now = simulation.ports.simulated.now();
  const joins = machine.success ? joinsNotAfter(machine.data.joins, now) : NO_JOINS;
  const dialect = machine.success ? machine.data.dialect : null;
  const identity = { ...stored, behavior: behavior.data ?? behaviorSchema.parse({}), dialect };
  const ap = simulation.fleet.add(identity, state, joins);
  if (machine.success && machine.data.failure !== null) simulation.fleet.setFailure(ap, machine.data.failure);
}
