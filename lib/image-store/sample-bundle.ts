/** Synthetic bundles with the true structure of a release (spec 20, "Sample bundle"): same release, same bytes. */

export type SampleBundleOrder = {
  /** `17.12.1`, `17.9.4a`. */
  release: string;
  /** AP version of four numbers; needed for releases that `sampleVersions` does not know. */
  version?: string;
  /** Folder that gets the files; created when missing. */
  out: string;
  /** The sizes of a real release instead of sizes for a quick demo. */
  fullSize?: boolean;
  /** One zip named as releases are, instead of the unpacked files. */
  zip?: boolean;
  /** About this many bytes per AP image; each family's differs a little. At least 16,384. */
  familyBytes?: number;
  controllerBytes?: number;
  onProgress?(progress: { file: string; bytes: number; totalBytes: number }): void;
};

export type SampleBundle = {
  /** Absolute paths of what was written. */
  files: string[];
  version: string;
  totalBytes: number;
};
