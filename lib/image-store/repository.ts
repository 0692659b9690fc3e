/**
 * The image repository: the folder that our servers serve, one folder in it per image set. Notices what is there, reads
 * and hashes it, and publishes new sets by one rename from a staging folder on the same file system, so that a half
 * import is never visible. Knows nothing of servers, sockets or the database.
 */
import type { NewEvent } from "@/lib/contracts/events";
import type { ImageFamily } from "@/lib/contracts/families";
import type { ImageSet, ImportRow } from "@/lib/contracts/images";
import type { CatalogPort } from "@/lib/images/catalog";
import type { Clock } from "@/lib/kit/clock";

export type RepositoryPorts = {
  /** DATA_DIR/images: the root of the servers. Created when missing. */
  root: string;
  /** Outside the root, on the same file system (DATA_DIR/staging). Created when missing. */
  stagingDir: string;
  catalog: CatalogPort;
  wall: Clock;
  /** A set that is new or has changed: a fresh row, whole. */
  onSet(row: ImageSet): void;
  onSetRemoved(name: string): void;
  /** Progress of an import, at most a few times a second: a fresh row, whole. Key: `id`. */
  onImport(row: ImportRow): void;
  onEvent(event: NewEvent): void;
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

/** `done` resolves with the last row, whatever the outcome: phase done, failed or cancelled. It never rejects. */
export type StartedImport = { row: ImportRow; done: Promise<ImportRow> };

export type LookupAnswer = {
  imageSet: string;
  family: ImageFamily | null;
  version: string | null;
  /** Lower-case hex; null while it is being computed. */
  sha512: string | null;
};

export type UploadProgress = {
  id: string;
  name: string;
  bytes: number;
  totalBytes: number | null;
  state: "receiving" | "received" | "cancelled";
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
  /** Makes a set of synthetic images (spec 20, "Sample bundle"). */
  createSampleSet(order: {
    name: string;
    release: string;
    version?: string;
    fullSize?: boolean;
  }): Promise<StartedImport>;
  /** One row for an upload and the import that follows it. */
  reportUpload(progress: UploadProgress): void;
  /** Ends an import or upload; true when there was one under way. Nothing of it is left behind. */
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
