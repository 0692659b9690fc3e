/** What an activated version allows while it is not committed. */
import { type Fault, fault } from "@/lib/contracts/fault";

/** The versions of the controller; they are the same unless an activated version is not committed. */
export type Versions = { version: string; committedVersion: string };

const isCommitted = ({ version, committedVersion }: Versions): boolean => version === committedVersion;

/** Why another version cannot be downloaded or activated now, or null: its image would replace the one to go back to. */
export const replaceBackupRefusal = (versions: Versions): Fault | null =>
  isCommitted(versions)
    ? null
    : fault(
        "conflict",
        `Version ${versions.version} is activated and not committed.`,
        `Commit it, or roll back to ${versions.committedVersion}.`,
      );

/** Why there is nothing to commit, or null. */
export const commitRefusal = (versions: Versions): Fault | null =>
  isCommitted(versions) ? fault("conflict", "Everything that was activated is committed already.") : null;

/** Why there is nothing to roll back, or null. */
export const rollBackRefusal = (versions: Versions): Fault | null =>
  isCommitted(versions)
    ? fault("conflict", `Version ${versions.version} is committed, so there is nothing to roll back.`)
    : null;
