/**
 * The steps of every import: open the source, check the free space, write everything into a staging folder, and let the
 * caller publish it by a rename. The staging folder is always removed.
 */
import { lstat, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { FaultError, fault } from "@/lib/contracts/fault";
import { type DiskPort, errorCode, needSpace } from "./disk";
import type { SetSource } from "./set-source";
import { type KnownFile, type WriteProgress, writeSet } from "./set-writer";
import { deleteReplaced, noteReplaced, releaseFolder, SET, stagingFolder } from "./staging";

export type StageOrder = WriteProgress & {
  stagingDir: string;
  disk: DiskPort;
  open(): Promise<SetSource>;
  /** A file that the set takes the place of: deleted once the set is published. */
  replaces?: string;
  /** The source is open and accepted; the free space is not checked yet. */
  onOpened(totalBytes: number): void;
  /** Moves the completely written folder to its place. The import can no longer be aborted. */
  publish(folder: string, known: Map<string, KnownFile>): Promise<void>;
};

/** Rejects with a FaultError, a file system error, or the signal's reason. */
export async function stageSet(order: StageOrder): Promise<void> {
  const source = await order.open();
  try {
    order.signal.throwIfAborted();
    order.onOpened(source.totalBytes);
    await needSpace(order.disk, order.stagingDir, source.totalBytes);
    const staging = await stagingFolder(order.stagingDir);
    try {
      const folder = join(staging, SET);
      await mkdir(folder);
      const known = await writeSet(source, folder, order.disk, order);
      order.signal.throwIfAborted();
      if (order.replaces !== undefined) await noteReplaced(staging, order.replaces);
      await order.publish(folder, known);
      await deleteReplaced(staging);
    } finally {
      await releaseFolder(staging);
    }
  } finally {
    await source.close();
  }
}

export const nameClash = (name: string): FaultError =>
  new FaultError(
    fault(
      "name-clash",
      `An image set named ${name} exists.`,
      "Choose another name, or remove that set first.",
    ),
  );

/** @throws FaultError `name-clash` when the root already has this name */
export async function checkNameIsFree(root: string, name: string): Promise<void> {
  const there = await lstat(join(root, name)).catch(() => null);
  if (there !== null) throw nameClash(name);
}

/** Moves a complete folder to its place, so that the set appears completely or not at all. */
export async function publishFolder(root: string, name: string, folder: string): Promise<void> {
  await checkNameIsFree(root, name);
  try {
    await rename(folder, join(root, name));
  } catch (thrown) {
    // Another process created it after the check above.
    if (["EEXIST", "ENOTEMPTY", "ENOTDIR"].includes(errorCode(thrown))) throw nameClash(name);
    throw thrown;
  }
}
