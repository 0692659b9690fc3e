/**
 * The image repository: the folder that our servers serve, one folder in it per image set. Notices what is there, reads
 * and hashes it, and publishes new sets by one rename from a staging folder on the same file system, so that a half
 * import is never visible. Knows nothing of servers, sockets or the database.
 */
import { randomUUID } from "node:crypto";
import { lstat, realpath, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { imageFamilies } from "@/lib/contracts/families";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type ImageFile, type ImageSet, type ImportRow, imageSetNameSchema } from "@/lib/contracts/images";
import type { Clock } from "@/lib/kit/clock";
import { type DiskPort, diskFault, realDisk } from "./disk";
import { type LookupAnswer, RepositoryIndex, type RepositoryIndexPorts } from "./repository-index";
import { openFolder, openSample, openSingleFile, type SetSource } from "./set-source";
import type { KnownFile } from "./set-writer";
import { mustBeFree, nameClash, publishFolder, stageSet } from "./stage-set";
import { cleanStaging, prepareFolders, releaseFolder, stagingFolder } from "./staging";
import { openZip } from "./zip-source";

/** `onSet`: a set that is new or has changed, a fresh row, whole. */
export type RepositoryPorts = RepositoryIndexPorts & {
  /** DATA_DIR/images: the root of the servers. Created when missing. */
  root: string;
  /** Outside the root, on the same file system (DATA_DIR/staging). Created when missing. */
  stagingDir: string;
  wall: Clock;
  /** Progress of an import, at most a few times a second: a fresh row, whole. Key: `id`. */
  onImport(row: ImportRow): void;
  /** The machine's own disk unless a test brings another. */
  disk?: DiskPort;
};

/** What is common to all ways in. */
export type ImportOrder = {
  /** Absolute path on this machine. */
  source: string;
  /** Goes on with this import row (an upload that has ended); else a new row. */
  id?: string;
  /** Who ordered it, for the event. */
  by?: string;
  /** Delete `source` afterwards, whatever the outcome. Files only. */
  consume?: boolean;
};

/** `done` resolves with the last row, whatever the outcome: phase done, failed or canceled. It never rejects. */
export type StartedImport = { row: ImportRow; done: Promise<ImportRow> };

export type SampleOrder = { name: string; release: string; version?: string; fullSize?: boolean };

export type UploadProgress = {
  id: string;
  name: string;
  bytes: number;
  totalBytes: number | null;
  state: "receiving" | "received" | "canceled" | "failed";
  /** Why, with state `failed`. */
  fault?: Fault | undefined;
};

/**
 * Orders reject with a FaultError (`bad-input`, `not-found`, `name-clash`) when they cannot begin; what goes wrong
 * later is the fault of the row.
 */
export type Repository = {
  /** Sorted by name. */
  sets(): ImageSet[];
  /** A zip on disk becomes the set `name`. */
  importBundle(order: ImportOrder & { name: string }): Promise<StartedImport>;
  /** A folder's files are copied into the set `name`. */
  importFolder(order: ImportOrder & { name: string }): Promise<StartedImport>;
  /** One file goes into the set `name`, which is created when missing, under `fileName`. */
  importImageFile(order: ImportOrder & { name: string; fileName: string }): Promise<StartedImport>;
  /** Makes an image set of synthetic images. */
  createSampleSet(order: SampleOrder): Promise<StartedImport>;
  /** One row for an upload and the import that follows it. */
  reportUpload(progress: UploadProgress): void;
  /** Ends an import or upload; true when there was one that could be ended. Nothing of it is left behind. */
  cancel(id: string): boolean;
  remove(name: string, by?: string): Promise<void>;
  rename(name: string, to: string, by?: string): Promise<void>;
  /** About the file that a read request for `path` (relative to the root, with slashes) would get, or null. */
  lookup(path: string): LookupAnswer | null;
  /** Looks at the disk now. Resolves when the rows agree with it; reading of new files goes on behind. */
  rescan(): Promise<void>;
  /** Cancels imports, stops watching, and waits until nothing is written any more. */
  stop(): Promise<void>;
};

/**
 * Cleans what a killed process left in the staging folder, and looks at the root once before it resolves. Files that
 * are not in the catalog are read behind that. Rejects when the folders cannot be used.
 */
export async function openRepository(ports: RepositoryPorts): Promise<Repository> {
  await prepareFolders(ports.root, ports.stagingDir);
  await cleanStaging(ports.stagingDir, Date.now());
  const folders = { root: await realpath(ports.root), stagingDir: await realpath(ports.stagingDir) };
  const repository = new FolderRepository({ ...ports, ...folders });
  await repository.open();
  return repository;
}

const REPORT_EVERY_MS = 200;

/** What one order adds to the common way in. */
type Plan = {
  order: { name: string; source: string; id?: string; by?: string; consume?: boolean };
  /** For the row. */
  label: string;
  /** Nobody else may import into this name meanwhile. */
  reserves: boolean;
  check(): Promise<void>;
  open(): Promise<SetSource>;
  publish(folder: string, known: Map<string, KnownFile>): Promise<void>;
};

type Job = { row: ImportRow; abort: AbortController; reportedAt: number; ended: Promise<ImportRow> | null };

class FolderRepository implements Repository {
  readonly #ports: RepositoryPorts;
  readonly #disk: DiskPort;
  readonly #shelf: RepositoryIndex;
  /** Uploads and imports under way, by row id. */
  readonly #jobs = new Map<string, Job>();
  readonly #reserved = new Set<string>();

  constructor(ports: RepositoryPorts) {
    this.#ports = ports;
    this.#disk = ports.disk ?? realDisk;
    this.#shelf = new RepositoryIndex(ports);
  }

  open = (): Promise<void> => this.#shelf.open();
  sets = (): ImageSet[] => this.#shelf.sets();
  lookup = (path: string): LookupAnswer | null => this.#shelf.lookup(path);
  rescan = (): Promise<void> => this.#shelf.rescan();

  importBundle = (order: ImportOrder & { name: string }): Promise<StartedImport> =>
    this.#begin({
      ...this.#asNewSet(order),
      check: () => this.#mustExist(order, "file"),
      open: () => openZip(order.source),
    });

  importFolder = (order: ImportOrder & { name: string }): Promise<StartedImport> =>
    this.#begin({
      ...this.#asNewSet(order),
      check: () => this.#mustExist(order, "folder"),
      open: () => openFolder(order.source),
    });

  createSampleSet = ({ name, release, version, fullSize = false }: SampleOrder): Promise<StartedImport> =>
    this.#begin({
      ...this.#asNewSet({ name, source: "" }),
      label: `synthetic sample of release ${release}`,
      check: () => mustBeFree(this.#ports.root, name),
      open: () => Promise.resolve(openSample(release, version, { fullSize })),
    });

  importImageFile = (order: ImportOrder & { name: string; fileName: string }): Promise<StartedImport> => {
    const { name, source, fileName } = order;
    const target = join(this.#ports.root, name);
    return this.#begin({
      order,
      label: fileName,
      reserves: false,
      check: async () => {
        if (!(await lstat(source).catch(() => null))?.isFile()) throw notThere(source);
      },
      open: async () => {
        const opened = await openSingleFile(source, fileName);
        await this.#mustTake(name, fileName);
        return opened;
      },
      publish: (folder, known) =>
        this.#shelf.exclusive(async () => {
          const there = await lstat(target).catch(() => null);
          if (there === null) return this.#publishSet(order, folder, known);
          if (!there.isDirectory()) throw nameClash(name);
          await this.#mustTake(name, fileName);
          this.#shelf.learn(name, known);
          await rename(join(folder, fileName), join(target, fileName));
          await this.#shelf.look(name);
          this.#ports.onEvent({ type: "image-set.changed", data: { name } });
        }),
    });
  };

  reportUpload({ id, name, bytes, totalBytes, state, fault: why }: UploadProgress): void {
    const job = this.#jobs.get(id) ?? this.#newJob(id, name, name, "receiving");
    if (job.ended !== null) return;
    Object.assign(job.row, { name, bytes, totalBytes });
    if (state === "canceled") this.#endJob(job, "canceled", null);
    else if (state === "failed") this.#endJob(job, "failed", why ?? fault("internal", "The upload failed."));
    else this.#report(job);
  }

  cancel(id: string): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || job.row.phase === "publishing") return false;
    job.abort.abort();
    if (job.ended === null) this.#endJob(job, "canceled", null);
    return true;
  }

  async remove(name: string, by?: string): Promise<void> {
    const staging = await stagingFolder(this.#ports.stagingDir);
    try {
      await this.#shelf.exclusive(async () => {
        this.#mustBeOurs(name);
        // Gone at once for every reader; the bytes are deleted afterwards. Transfers that have the file open go on.
        await rename(join(this.#ports.root, name), join(staging, "set")).catch(rethrowDisk);
        await this.#shelf.look(name);
      });
      this.#ports.onEvent({ type: "image-set.removed", data: withBy(name, by) });
    } finally {
      await releaseFolder(staging);
    }
  }

  async rename(name: string, to: string, by?: string): Promise<void> {
    this.#mustBeName(to);
    await this.#shelf.exclusive(async () => {
      this.#mustBeOurs(name);
      if (name === to) return;
      if (this.#reserved.has(to)) throw nameClash(to);
      await mustBeFree(this.#ports.root, to);
      const known = this.#shelf.knownOf(name);
      await rename(join(this.#ports.root, name), join(this.#ports.root, to)).catch(rethrowDisk);
      this.#shelf.learn(to, known);
      await this.#shelf.look(to);
      this.#ports.onEvent({ type: "image-set.changed", data: withBy(to, by) });
    });
  }

  async stop(): Promise<void> {
    for (const id of [...this.#jobs.keys()]) this.cancel(id);
    await Promise.all([...this.#jobs.values()].map((job) => job.ended));
    await this.#shelf.stop();
  }

  #asNewSet(order: ImportOrder & { name: string }) {
    return {
      order,
      label: basename(order.source),
      reserves: true,
      publish: (folder: string, known: Map<string, KnownFile>) =>
        this.#shelf.exclusive(() => this.#publishSet(order, folder, known)),
    };
  }

  async #publishSet(order: { name: string; by?: string }, folder: string, known: Map<string, KnownFile>) {
    await publishFolder(this.#ports.root, order.name, folder);
    this.#shelf.learn(order.name, known);
    await this.#shelf.look(order.name);
    this.#ports.onEvent({ type: "image-set.imported", data: withBy(order.name, order.by) });
  }

  /** Checks what can be said at once, then works behind the answer. */
  async #begin(plan: Plan): Promise<StartedImport> {
    const { name, id = randomUUID(), consume = false, source } = plan.order;
    const upload = this.#jobs.get(id);
    try {
      this.#mustBeName(name);
      if (upload !== undefined && upload.ended !== null)
        throw new FaultError(fault("conflict", "This import runs already."));
      if (this.#reserved.has(name)) throw nameClash(name);
      if (plan.reserves) this.#reserved.add(name);
      await plan.check().catch((thrown: unknown) => {
        if (plan.reserves) this.#reserved.delete(name);
        throw thrown;
      });
    } catch (thrown) {
      const why = diskFault(thrown);
      if (upload?.ended === null) this.#endJob(upload, "failed", why);
      if (consume && upload?.ended == null) await rm(source, { force: true });
      throw new FaultError(why);
    }
    const job = upload ?? this.#newJob(id, name, plan.label, "reading");
    Object.assign(job.row, {
      name,
      phase: "reading",
      bytes: 0,
      totalBytes: null,
    } satisfies Partial<ImportRow>);
    job.ended = this.#work(job, plan);
    this.#report(job);
    return { row: { ...job.row }, done: job.ended };
  }

  async #work(job: Job, plan: Plan): Promise<ImportRow> {
    const { row, abort } = job;
    const enter = (part: Partial<ImportRow>) => {
      Object.assign(row, part);
      this.#report(job);
    };
    let outcome: { phase: ImportRow["phase"]; why: Fault | null };
    try {
      await stageSet({
        stagingDir: this.#ports.stagingDir,
        disk: this.#disk,
        signal: abort.signal,
        open: plan.open,
        onOpened: (totalBytes) => enter({ phase: "unpacking", totalBytes }),
        onBytes: (currentFile, bytes) => {
          row.bytes += bytes;
          row.currentFile = currentFile;
          if (this.#ports.wall.now() - job.reportedAt >= REPORT_EVERY_MS) this.#report(job);
        },
        publish: async (folder, known) => {
          enter({ phase: "publishing", currentFile: null });
          await plan.publish(folder, known);
        },
      });
      outcome = { phase: "done", why: null };
    } catch (thrown) {
      const canceled = abort.signal.aborted;
      outcome = canceled ? { phase: "canceled", why: null } : { phase: "failed", why: diskFault(thrown) };
    }
    if (plan.order.consume) await rm(plan.order.source, { force: true }).catch(() => undefined);
    if (plan.reserves) this.#reserved.delete(plan.order.name);
    this.#endJob(job, outcome.phase, outcome.why);
    return { ...row };
  }

  #newJob(id: string, name: string, source: string, phase: ImportRow["phase"]): Job {
    const row: ImportRow = {
      id,
      name,
      source,
      phase,
      bytes: 0,
      totalBytes: null,
      currentFile: null,
      startedAt: this.#ports.wall.now(),
      endedAt: null,
      fault: null,
    };
    const job = { row, abort: new AbortController(), reportedAt: 0, ended: null };
    this.#jobs.set(id, job);
    return job;
  }

  #endJob(job: Job, phase: ImportRow["phase"], why: Fault | null): void {
    Object.assign(job.row, { phase, fault: why, currentFile: null, endedAt: this.#ports.wall.now() });
    this.#jobs.delete(job.row.id);
    this.#report(job);
  }

  #report(job: Job): void {
    job.reportedAt = this.#ports.wall.now();
    this.#ports.onImport({ ...job.row });
  }

  #mustBeName(name: string): void {
    const parsed = imageSetNameSchema.safeParse(name);
    if (parsed.success && parsed.data === name) return;
    const why = parsed.error?.issues[0]?.message ?? "A name must not begin or end with a blank.";
    throw new FaultError({ ...fault("bad-input", why), fields: { name: [why] } });
  }

  /** Names come from our own listing only, so no name can lead out of the root. */
  #mustBeOurs(name: string): void {
    if (this.#shelf.sets().some((set) => set.name === name)) return;
    throw new FaultError(
      fault("not-found", "There is no image set of that name.", "It may have been removed meanwhile."),
    );
  }

  /** A file that serves nobody (cut short, or another family's image) may be replaced; any other stays. */
  async #mustTake(name: string, fileName: string): Promise<void> {
    if ((await lstat(join(this.#ports.root, name, fileName)).catch(() => null)) === null) return;
    const set = this.#shelf.sets().find((s) => s.name === name);
    const there = set?.files.find((file) => file.path === fileName);
    if (there === undefined || !isUnusable(there)) throw fileClash(name, fileName);
  }

  async #mustExist(
    { source, name }: { source: string; name: string },
    what: "file" | "folder",
  ): Promise<void> {
    const stats = await lstat(source).catch(() => null);
    if (!(what === "file" ? stats?.isFile() : stats?.isDirectory())) throw notThere(source);
    await mustBeFree(this.#ports.root, name);
  }
}

const withBy = (name: string, by: string | undefined) => (by === undefined ? { name } : { name, by });

const notThere = (source: string): FaultError =>
  new FaultError(fault("not-found", `${basename(source)} is not there, or is not what was expected.`));

const isUnusable = ({ path, kind, family, intact }: ImageFile): boolean =>
  intact === false || (kind === "ap-image" && family !== null && family !== path && isFamily(path));
const isFamily = (name: string): boolean => (imageFamilies as readonly string[]).includes(name);

const fileClash = (set: string, file: string): FaultError =>
  new FaultError(
    fault(
      "name-clash",
      `The image set ${set} has a file ${file}.`,
      "Remove that file or the set first, or choose another set.",
    ),
  );

const rethrowDisk = (thrown: unknown): never => {
  throw new FaultError(diskFault(thrown));
};
