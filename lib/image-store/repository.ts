/**
 * The image repository on disk: a folder with one folder for each image set. It watches and reads what is there, and
 * publishes new sets by one rename from a staging folder on the same file system, so that an unfinished import is never
 * visible.
 */
import { randomUUID } from "node:crypto";
import { lstat, realpath, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { imageFamilies } from "@/lib/contracts/families";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { type ImageFile, type ImageSet, type ImportRow, imageSetNameSchema } from "@/lib/contracts/images";
import { type DiskPort, diskFault, realDisk } from "./disk";
import { consume, sourceMissing } from "./import-source";
import { type LookupAnswer, RepositoryIndex } from "./repository-index";
import type {
  ImportOrder,
  Repository,
  RepositoryPorts,
  SampleOrder,
  StartedImport,
  UploadProgress,
} from "./repository-types";
import { openFolder, openSample, openSingleFile, type SetSource } from "./set-source";
import type { KnownFile } from "./set-writer";
import { checkNameIsFree, nameClash, publishFolder, stageSet } from "./stage-set";
import { cleanStaging, prepareFolders, releaseFolder, stagingFolder } from "./staging";
import { openZip } from "./zip-source";

/**
 * Opens the repository: removes what a killed process left in the staging folder, and lists the root. Files that are not in
 * the catalog are read after it has resolved. Rejects when the folders cannot be used.
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

/** What differs between the kinds of imports. */
type Plan = {
  order: ImportOrder & { name: string };
  /** For the row. */
  label: string;
  /** Names of sets that are being imported, which no other import may use. */
  reserves: boolean;
  check(): Promise<void>;
  open(): Promise<SetSource>;
  publish(folder: string, known: Map<string, KnownFile>): Promise<void>;
};

type Job = { row: ImportRow; abort: AbortController; reportedAt: number; ended: Promise<ImportRow> | null };

class FolderRepository implements Repository {
  readonly #ports: RepositoryPorts;
  readonly #disk: DiskPort;
  readonly #index: RepositoryIndex;
  /** Running uploads and imports, by row id. */
  readonly #jobs = new Map<string, Job>();
  readonly #reserved = new Set<string>();
  #isStopping = false;

  constructor(ports: RepositoryPorts) {
    this.#ports = ports;
    this.#disk = ports.disk ?? realDisk;
    this.#index = new RepositoryIndex(ports);
  }

  open = (): Promise<void> => this.#index.open();
  sets = (): ImageSet[] => this.#index.sets();
  lookup = (path: string): LookupAnswer | null => this.#index.lookup(path);
  rescan = (): Promise<void> => this.#index.rescan();

  importBundle = (order: ImportOrder & { name: string }): Promise<StartedImport> =>
    this.#begin({
      ...this.#newSetPlan(order),
      check: () => this.#checkSource(order, "file"),
      open: () => openZip(order.source),
    });

  importFolder = (order: ImportOrder & { name: string }): Promise<StartedImport> =>
    this.#begin({
      ...this.#newSetPlan(order),
      check: () => this.#checkSource(order, "folder"),
      open: () => openFolder(order.source),
    });

  createSampleSet = ({ name, release, version, fullSize = false }: SampleOrder): Promise<StartedImport> =>
    this.#begin({
      ...this.#newSetPlan({ name, source: "" }),
      label: `synthetic sample of release ${release}`,
      check: () => checkNameIsFree(this.#ports.root, name),
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
        if (!(await lstat(source).catch(() => null))?.isFile()) throw sourceMissing(source);
      },
      open: async () => {
        const opened = await openSingleFile(source, fileName);
        await this.#checkReplaceable(name, fileName);
        return opened;
      },
      publish: (folder, known) =>
        this.#index.exclusive(async () => {
          const existing = await lstat(target).catch(() => null);
          if (existing === null) return this.#publishSet(order, folder, known);
          if (!existing.isDirectory()) throw nameClash(name);
          await this.#checkReplaceable(name, fileName);
          this.#index.addFacts(name, known);
          await rename(join(folder, fileName), join(target, fileName));
          await this.#index.look(name);
          this.#ports.onEvent({ type: "image-set.changed", data: { name } });
        }),
    });
  };

  reportUpload({ id, name, bytes, totalBytes, state, fault: why }: UploadProgress): boolean {
    const job = this.#jobs.get(id) ?? this.#newJob(id, name, name, "receiving");
    if (job.ended !== null) return false;
    Object.assign(job.row, { name, bytes, totalBytes });
    if (state === "canceled") this.#endJob(job, "canceled", null);
    else if (state === "failed") this.#endJob(job, "failed", why ?? fault("internal", "The upload failed."));
    else this.#report(job);
    return true;
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
      await this.#index.exclusive(async () => {
        this.#checkExists(name);
        // The rename removes it at once for new requests; open files stay readable until the bytes are deleted.
        await rename(join(this.#ports.root, name), join(staging, "set")).catch(throwDiskFault);
        await this.#index.look(name);
      });
      this.#ports.onEvent({ type: "image-set.removed", data: withBy(name, by) });
    } finally {
      await releaseFolder(staging);
    }
  }

  async rename(name: string, to: string, by?: string): Promise<void> {
    this.#checkName(to);
    await this.#index.exclusive(async () => {
      this.#checkExists(name);
      if (name === to) return;
      if (this.#reserved.has(to)) throw nameClash(to);
      await checkNameIsFree(this.#ports.root, to);
      const known = this.#index.factsOf(name);
      await rename(join(this.#ports.root, name), join(this.#ports.root, to)).catch(throwDiskFault);
      this.#index.addFacts(to, known);
      await this.#index.look(to);
      this.#ports.onEvent({ type: "image-set.changed", data: withBy(to, by) });
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const id of [...this.#jobs.keys()]) this.cancel(id);
    await Promise.all([...this.#jobs.values()].map((job) => job.ended));
    await this.#index.stop();
  }

  #newSetPlan(order: ImportOrder & { name: string }) {
    return {
      order,
      label: basename(order.source),
      reserves: true,
      publish: (folder: string, known: Map<string, KnownFile>) =>
        this.#index.exclusive(() => this.#publishSet(order, folder, known)),
    };
  }

  async #publishSet(order: { name: string; by?: string }, folder: string, known: Map<string, KnownFile>) {
    await publishFolder(this.#ports.root, order.name, folder);
    this.#index.addFacts(order.name, known);
    await this.#index.look(order.name);
    this.#ports.onEvent({ type: "image-set.imported", data: withBy(order.name, order.by) });
  }

  /** Checks the order, then imports in the background. */
  async #begin(plan: Plan): Promise<StartedImport> {
    const { name, id = randomUUID() } = plan.order;
    const upload = this.#jobs.get(id);
    try {
      this.#checkName(name);
      if (upload !== undefined && upload.ended !== null)
        throw new FaultError(fault("conflict", "This import is already running."));
      if (this.#reserved.has(name)) throw nameClash(name);
      if (plan.reserves) this.#reserved.add(name);
      await plan.check().catch((thrown: unknown) => {
        if (plan.reserves) this.#reserved.delete(name);
        throw thrown;
      });
    } catch (thrown) {
      const why = diskFault(thrown);
      if (upload?.ended === null) this.#endJob(upload, "failed", why);
      if (upload?.ended == null) await consume(plan.order);
      throw new FaultError(why);
    }
    const job = upload ?? this.#newJob(id, name, plan.order.id === undefined ? plan.label : name, "reading");
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
    const update = (part: Partial<ImportRow>) => {
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
        ...(plan.order.replacesSource && { replaces: plan.order.source }),
        onOpened: (totalBytes) => update({ phase: "unpacking", totalBytes }),
        onBytes: (currentFile, bytes) => {
          row.bytes += bytes;
          row.currentFile = currentFile;
          if (this.#ports.wall.elapsed() - job.reportedAt >= REPORT_EVERY_MS) this.#report(job);
        },
        publish: async (folder, known) => {
          update({ phase: "publishing", currentFile: null });
          await plan.publish(folder, known);
        },
      });
      outcome = { phase: "done", why: null };
    } catch (thrown) {
      const canceled = abort.signal.aborted;
      outcome = canceled ? { phase: "canceled", why: null } : { phase: "failed", why: diskFault(thrown) };
    }
    // What was received completely is imported after the next start.
    const isKept = this.#isStopping && outcome.phase === "canceled";
    if (!isKept) await consume(plan.order).catch(() => undefined);
    if (plan.reserves) this.#reserved.delete(plan.order.name);
    this.#endJob(job, outcome.phase, outcome.why);
    return { ...row };
  }

  #newJob(id: string, name: string, source: string, phase: ImportRow["phase"]): Job {
    const row: ImportRow = {
      id,
      into: this.#ports.into ?? "repository",
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
    const job = { row, abort: new AbortController(), reportedAt: Number.NEGATIVE_INFINITY, ended: null };
    this.#jobs.set(id, job);
    return job;
  }

  #endJob(job: Job, phase: ImportRow["phase"], why: Fault | null): void {
    Object.assign(job.row, { phase, fault: why, currentFile: null, endedAt: this.#ports.wall.now() });
    this.#jobs.delete(job.row.id);
    this.#report(job);
  }

  #report(job: Job): void {
    job.reportedAt = this.#ports.wall.elapsed();
    this.#ports.onImport({ ...job.row });
  }

  #checkName(name: string): void {
    const parsed = imageSetNameSchema.safeParse(name);
    if (parsed.success && parsed.data === name) return;
    const why = parsed.error?.issues[0]?.message ?? "A name must not begin or end with a space.";
    throw new FaultError({ ...fault("bad-input", why), fields: { name: [why] } });
  }

  /** Only listed names are accepted, so no name can lead outside the root. */
  #checkExists(name: string): void {
    if (this.#index.sets().some((set) => set.name === name)) return;
    throw new FaultError(
      fault("not-found", "There is no image set of this name.", "It may have been removed meanwhile."),
    );
  }

  /** Only an unusable file (incomplete, or the image of another family) may be replaced. */
  async #checkReplaceable(name: string, fileName: string): Promise<void> {
    if ((await lstat(join(this.#ports.root, name, fileName)).catch(() => null)) === null) return;
    const set = this.#index.sets().find((s) => s.name === name);
    const existing = set?.files.find((file) => file.path === fileName);
    if (existing === undefined || !isUnusable(existing)) throw fileClash(name, fileName);
  }

  async #checkSource(
    { source, name }: { source: string; name: string },
    what: "file" | "folder",
  ): Promise<void> {
    const stats = await lstat(source).catch(() => null);
    if (!(what === "file" ? stats?.isFile() : stats?.isDirectory())) throw sourceMissing(source);
    await checkNameIsFree(this.#ports.root, name);
  }
}

const withBy = (name: string, by: string | undefined) => (by === undefined ? { name } : { name, by });

const isUnusable = ({ path, kind, family, intact }: ImageFile): boolean =>
  intact === false || (kind === "ap-image" && family !== null && family !== path && isFamily(path));
const isFamily = (name: string): boolean => (imageFamilies as readonly string[]).includes(name);

const fileClash = (set: string, file: string): FaultError =>
  new FaultError(
    fault(
      "name-clash",
      `The image set ${set} already has a file ${file}.`,
      "Remove that file or the set first, or choose another set.",
    ),
  );

const throwDiskFault = (thrown: unknown): never => {
  throw new FaultError(diskFault(thrown));
};
