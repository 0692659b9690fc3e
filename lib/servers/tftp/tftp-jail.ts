/**
 * From the file name in a TFTP request to an open file inside the served folder, or to a refusal. Nothing outside the
 * folder is ever opened, whatever the name, and nothing but regular files.
 */
import { constants } from "node:fs";
import { access, type FileHandle, open, realpath } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "@/lib/kit/result";
import { ErrorCode } from "@/lib/wire/tftp/packet";
import { isHidden, isInside } from "../served-paths";
import { isOutOfDescriptors } from "./descriptor-reserve";
import { type Refusal, tooManyOpenFiles } from "./tftp-refusal";

export type JailRules = {
  /** Whether a path inside the folder may be served; other files are answered with "File not found". All may when absent. */
  isVisible?: ((path: string) => boolean) | undefined;
  /** Opens the file; may get a descriptor for it from elsewhere when the process can have no more. */
  spend?: ((open: () => Promise<FileHandle>) => Promise<FileHandle>) | undefined;
};

export type JailedFile = {
  handle: FileHandle;
  /** Path inside the served folder, with slashes, as the image repository knows it. */
  path: string;
  sizeBytes: number;
  /** Device, inode, size and modification time: equal as long as the content is the same. */
  identity: string;
  /** A fault from Lab: the file is sent with some bytes altered. */
  altered?: boolean;
};

const violation = (message: string): Result<never, Refusal> =>
  err({ code: ErrorCode.accessViolation, message });
const notFound: Result<never, Refusal> = err({ code: ErrorCode.fileNotFound, message: "File not found" });

/**
 * Opens a file below `root`, which must be a real path. The caller closes the handle.
 */
export async function openInJail(
  root: string,
  name: string,
  { isVisible = () => true, spend = (open) => open() }: JailRules = {},
): Promise<Result<JailedFile, Refusal>> {
  const segments = segmentsOf(name);
  if (!segments.ok) return segments;
  const real = await realPathOf(root, segments.value, name.startsWith("/"));
  if (!real.ok) return real;
  if (!isInside(root, real.value)) return violation("The path leads outside the served folder");
  const inside = path.relative(root, real.value);
  if (inside === "") return violation("The path is a folder");
  if (isHidden(inside)) return violation("Hidden files are not served");
  const served = inside.split(path.sep).join("/");
  return isVisible(served) ? await openRegular(real.value, served, spend) : notFound;
}

/** The name as path segments. A leading slash means the served folder, as after a chroot. */
export function segmentsOf(name: string): Result<string[], Refusal> {
  if (name.includes("\0")) return violation("The path contains a NUL character");
  if (name.includes("\\")) return violation("The path contains a backslash: separate folders with /");
  if (/^[A-Za-z]:/.test(name)) return violation("The path begins with a drive letter");
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return violation("The path contains ..");
  if (segments.some(isHidden)) return violation("Hidden files are not served");
  return segments.length === 0 ? violation("The path is a folder") : ok(segments);
}

async function realPathOf(
  root: string,
  segments: string[],
  isAbsolute: boolean,
): Promise<Result<string, Refusal>> {
  try {
    return ok(await realpath(path.join(root, ...segments)));
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case "EACCES":
      case "EPERM":
      case "ELOOP":
        return violation("Permission denied");
      default:
    }
    // A request for /etc/passwd means a file of this machine: "File not found" would hide the real mistake.
    const first = segments[0] ?? "";
    if (isAbsolute && (await exists(`/${first}`)) && !(await exists(path.join(root, first)))) {
      return violation("The absolute path leads outside the served folder");
    }
    return notFound;
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function openRegular(
  file: string,
  served: string,
  spend: NonNullable<JailRules["spend"]>,
): Promise<Result<JailedFile, Refusal>> {
  let handle: FileHandle;
  try {
    // O_NOFOLLOW: the path is real, so a symbolic link here was made since. O_NONBLOCK: it may be a named pipe.
    handle = await spend(() => open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return notFound;
    return isOutOfDescriptors(error) ? err(tooManyOpenFiles) : violation("Permission denied");
  }
  const stat = await handle.stat({ bigint: true });
  if (stat.isFile()) {
    return ok({
      handle,
      path: served,
      sizeBytes: Number(stat.size),
      identity: `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`,
    });
  }
  await handle.close();
  return violation(stat.isDirectory() ? "The path is a folder" : "The path is not a regular file");
}
