/** Types of lock-file.mjs, for its test. */
export type LockFile = {
  packages: Record<
    string,
    { version?: string; dev?: boolean; optional?: boolean; optionalDependencies?: Record<string, string> }
  >;
};
export function missingPlatformPackages(lock: LockFile): Record<string, object>;
