/** The image repository as its users see it: what it reports, what can be ordered, and the orders' inputs. */
import type { Fault } from "@/lib/contracts/fault";
import type { ImageSet, ImportRow, UploadTarget } from "@/lib/contracts/images";
import type { Clock } from "@/lib/kit/clock";
import type { DiskPort } from "./disk";
import type { LookupAnswer, RepositoryIndexPorts } from "./repository-index";

/** What a repository needs, and whom it reports to. `onSet` gets a new row for each new or changed set. */
export type RepositoryPorts = RepositoryIndexPorts & {
  /** The folder that the image servers serve (DATA_DIR/images). Created when missing. */
  root: string;
  /** Outside the root, on the same file system (DATA_DIR/staging). Created when missing. */
  stagingDir: string;
  wall: Clock;
  /** What its import rows name as their target; `repository` when absent. */
  into?: UploadTarget;
  /** Progress of an import, at most a few times a second, as a new row. Key: `id`. */
  onImport(row: ImportRow): void;
  /** The real disk when absent; tests pass another. */
  disk?: DiskPort;
};

/** What all imports from a file or folder have in common. */
export type ImportOrder = {
  /** Absolute path on this machine. */
  source: string;
  /** Continues the import row of this id (of an upload that has ended); a new row when absent. */
  id?: string;
  /** The user, for the event. */
  by?: string;
  /** Delete the file `source` afterwards, whatever the outcome. */
  consume?: boolean;
  /**
   * The set takes the place of the file `source`, which is deleted once the set is published: by the next start, if the program
   * is killed in between.
   */
  replacesSource?: boolean;
  /** A file about `source` that is deleted together with it. */
  sidecar?: string;
};

/** `done` resolves with the last row of the import: phase done, failed or canceled. It never rejects. */
export type StartedImport = { row: ImportRow; done: Promise<ImportRow> };

/** `release` like 17.12.1; `version` is needed when the release is not a known one. */
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
 * The repository. Orders reject with a FaultError (`bad-input`, `not-found`, `name-clash`) when they cannot begin; a later
 * failure is the fault of the import's row.
 */
export type Repository = {
  /** Sorted by name. */
  sets(): ImageSet[];
  /** Imports a zip file as the image set `name`. */
  importBundle(order: ImportOrder & { name: string }): Promise<StartedImport>;
  /** Copies the files of a folder as the image set `name`. */
  importFolder(order: ImportOrder & { name: string }): Promise<StartedImport>;
  /** Copies one file as `fileName` into the image set `name`, which is created when missing. */
  importImageFile(order: ImportOrder & { name: string; fileName: string }): Promise<StartedImport>;
  /** Makes an image set of synthetic images. */
  createSampleSet(order: SampleOrder): Promise<StartedImport>;
  /**
   * Reports the progress of an upload; it and the import that follows share one row. Returns false when it was canceled or
   * has ended before.
   */
  reportUpload(progress: UploadProgress): boolean;
  /** Cancels an import or upload and removes its files. Returns false when there is none that can be canceled. */
  cancel(id: string): boolean;
  remove(name: string, by?: string): Promise<void>;
  rename(name: string, to: string, by?: string): Promise<void>;
  /** What is known about the file at `path` (inside the root, with slashes); null for an unknown file. */
  lookup(path: string): LookupAnswer | null;
  /** Looks at the disk now. Resolves when the rows match it; new files may still be being read. */
  rescan(): Promise<void>;
  /** Cancels imports, stops watching, and resolves when all writes have ended. */
  stop(): Promise<void>;
};
