/**
 * From the name in a request to an open file inside the root, or a refusal in the protocol's words. Nothing outside
 * the root is ever opened, whatever the name, and nothing but a regular file.
 */
import { constants } from "node:fs";
import { access, type FileHandle, open, realpath } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "@/lib/kit/result";
import { ErrorCode } from "@/lib/wire/tftp/packet";

/** An ERROR packet to be: its code and its sentence. */
export type Refusal = { code: number; words: string };

export type JailedFile = {
  handle: FileHandle;
  /** Inside the root, with slashes, as the repository calls it. */
  path: string;
  sizeBytes: number;
  /** The same as long as the content is: device, inode, size and time of change. */
  identity: string;
  /** Is to be sent with some of its bytes altered: a fault from Lab. */
  altered?: boolean;
};

const violation = (words: string): Result<never, Refusal> => err({ code: ErrorCode.accessViolation, words });
const notFound: Result<never, Refusal> = err({ code: ErrorCode.fileNotFound, words: "File not found" });

/**
 * Opens the file of that name below `root` (a real path). The caller closes the handle.
 * @param isVisible says of a path inside the root whether it is to be served; what is not is "not found".
 */
export async function openInJail(
  root: string,
  name: string,
  isVisible: (path: string) => boolean = () => true,
): Promise<Result<JailedFile, Refusal>> {
  const segments = segmentsOf(name);
  if (!segments.ok) return segments;
  const real = await realPathOf(root, segments.value, name.startsWith("/"));
  if (!real.ok) return real;
  const inside = path.relative(root, real.value);
  if (inside.startsWith("..") || path.isAbsolute(inside)) {
    return violation("The name leads outside the served folder");
  }
  const insideSegments = inside.split(path.sep);
  if (inside === "") return violation("The name is a folder");
  if (insideSegments.some(isHidden)) return violation("Hidden files are not served");
  const served = insideSegments.join("/");
  return isVisible(served) ? await openRegular(real.value, served) : notFound;
}

const isHidden = (segment: string) => segment.startsWith(".");

/** The name as path segments. A leading slash means the root, as it does for a server that changed its root. */
function segmentsOf(name: string): Result<string[], Refusal> {
  if (name.includes("\0")) return violation("A name has no NUL");
  if (name.includes("\\")) return violation("Use slashes: a name has no backslash");
  if (/^[A-Za-z]:/.test(name)) return violation("A name has no drive letter");
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return violation("A name does not lead upwards");
  if (segments.some(isHidden)) return violation("Hidden files are not served");
  return segments.length === 0 ? violation("The name is a folder") : ok(segments);
}

async function realPathOf(
  root: string,
  segments: string[],
  absolute: boolean,
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
    // `/etc/passwd` means a file of this machine, not one that is missing here: say what the matter is.
    if (
      absolute &&
      (await exists(`/${segments[0] ?? ""}`)) &&
      !(await exists(path.join(root, segments[0] ?? "")))
    ) {
      return violation("An absolute name leads outside the served folder");
    }
    return notFound;
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

async function openRegular(file: string, served: string): Promise<Result<JailedFile, Refusal>> {
  let handle: FileHandle;
  try {
    // Not following a link: the path is real, so a link here was put there since. Not blocking: it may be a pipe.
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return notFound;
    return violation(code === "EMFILE" || code === "ENFILE" ? "Too many open files" : "Permission denied");
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
  return violation(stat.isDirectory() ? "The name is a folder" : "The name is not a regular file");
}
