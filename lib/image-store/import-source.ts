/** The file or folder that an import reads: when it is not there, and when it is deleted. */
import { rm } from "node:fs/promises";
import { basename } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { ImportOrder } from "./repository-types";

export const sourceMissing = (source: string): FaultError =>
  new FaultError(fault("not-found", `${basename(source)} does not exist, or is not of the expected kind.`));

/**
 * Deletes the source of an import that has ended, if it was to be deleted. The file about it goes last: without it, the source
 * would belong to nothing.
 */
export async function consume({ consume: isConsumed = false, source, sidecar }: ImportOrder): Promise<void> {
  if (!isConsumed) return;
  await rm(source, { force: true });
  if (sidecar !== undefined) await rm(sidecar, { force: true });
}
