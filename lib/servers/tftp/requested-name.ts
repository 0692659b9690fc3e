/**
 * From the name in a request to the name that is opened: the served folder, the remap rules, and other spellings in upper
 * and lower case. Whether the name may be opened is decided in `tftp-jail.ts`.
 */
import { readdir, realpath } from "node:fs/promises";
import path from "node:path";
import type { RemapStep } from "@/lib/contracts/tftp-names";
import { err, ok, type Result } from "@/lib/kit/result";
import { ErrorCode } from "@/lib/wire/tftp/packet";
import { isHidden, isInside } from "../served-paths";
import { remapName } from "./remap";
import type { OperationRules } from "./tftp-operation";
import type { Refusal } from "./tftp-refusal";

/** Where a request is served from, and under which name. */
export type RequestedName = {
  /** The served folder as a real path. */
  folder: string;
  /** The same inside the images folder, with slashes; empty for the images folder itself. */
  prefix: string;
  name: string;
  /** Remap rules that matched. */
  steps: readonly RemapStep[];
};

/** A refusal with the remap rules that led to it. */
export type NameRefusal = Refusal & { steps: readonly RemapStep[] };

/** @param root the images folder as a real path */
export async function requestedName(
  root: string,
  asked: string,
  request: "read" | "write",
  rules: OperationRules,
): Promise<Result<RequestedName, NameRefusal>> {
  const folder = await servedFolder(root, rules.settings.rootFolder);
  if (folder === null)
    return err({ code: ErrorCode.fileNotFound, message: "The served folder does not exist", steps: [] });
  const { name, steps, refusal } = remapName(rules.remap, asked, request);
  if (name === null)
    return err({ code: ErrorCode.accessViolation, message: refusal ?? "Access denied", steps });
  return ok({
    folder,
    prefix: path.relative(root, folder).split(path.sep).join("/"),
    name: rules.settings.ignoreCase ? await spelledAsOnDisk(folder, name) : name,
    steps,
  });
}

/** The served folder as a real path; null when it is no folder inside the root. */
export async function servedFolder(root: string, rootFolder: string): Promise<string | null> {
  if (rootFolder === "") return root;
  try {
    const real = await realpath(path.join(root, ...rootFolder.split("/")));
    if (!isInside(root, real) || isHidden(path.relative(root, real))) return null;
    await readdir(real);
    return real;
  } catch {
    return null;
  }
}

/**
 * The name with each part spelled as on disk: a part that exists stays as it is, else the first entry that differs in
 * upper and lower case only takes its place. A part that has no such entry, and all parts after it, stay as they are.
 */
async function spelledAsOnDisk(folder: string, name: string): Promise<string> {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return name;
  const spelled: string[] = [];
  for (const [index, part] of parts.entries()) {
    const entries: string[] = await readdir(path.join(folder, ...spelled)).catch(() => []);
    const match = entries.includes(part)
      ? part
      : entries.sort().find((entry) => entry.toLowerCase() === part.toLowerCase());
    if (match === undefined) return [...spelled, ...parts.slice(index)].join("/");
    spelled.push(match);
  }
  return spelled.join("/");
}
