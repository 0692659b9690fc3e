/** Types of lock-file.mjs, for the checks and its test. */
export type LockEntry = {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  inBundle?: boolean;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
};
export type LockFile = { packages: Record<string, LockEntry> };
export function missingPlatformPackages(lock: LockFile): Record<string, object>;
export function packagesWithoutIntegrity(lock: LockFile): string[];
