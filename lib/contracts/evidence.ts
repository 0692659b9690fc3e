/** Evidence of runs: who signs it, what a bundle's manifest looks like, and what its reader may see. */
import { z } from "zod";

/** The namespace of the signatures: a signature of a run is none of anything else. */
export const EVIDENCE_NAMESPACE = "ewc-run";

/** Who signs the evidence on this console. */
export type EvidenceSigner = {
  /** The name of the signer in the file of allowed signers; it follows from the key. */
  identity: string;
  namespace: string;
  /** The line for the file of allowed signers. */
  allowedSigners: string;
  /** `SHA256:...`, as `ssh-keygen -l` shows it. */
  fingerprint: string;
};

const MAX_FILES = 50;
const LINE = /^[0-9a-f]{64} {2}[a-z0-9][a-z0-9.-]{0,60}(?:\/[a-z0-9][a-z0-9.-]{0,60})?$/;

/** What `sha256sum` writes and checks: a line for each file of the bundle, its SHA-256, two spaces, its name. */
export const manifestSchema = z
  .string()
  .max(MAX_FILES * 200)
  .refine(
    (text) =>
      text.endsWith("\n") &&
      text
        .slice(0, -1)
        .split("\n")
        .every((line) => LINE.test(line)),
    "The manifest is not a list of SHA-256 and file names.",
  );
