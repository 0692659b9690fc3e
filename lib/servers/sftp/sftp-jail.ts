/**
 * Turns the path in an SFTP request into a real path inside the user's home, or refuses it. Symbolic links are followed only
 * if they stay inside. Clients cannot use hidden names, because unfinished uploads have such names.
 */
import type { Stats } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import path from "node:path";
import { TextDecoder } from "node:util";
import { err, ok, type Result } from "@/lib/kit/result";
import { statusCode } from "@/lib/wire/sftp/protocol";
import { isHidden, isInside } from "../served-paths";
import { denied, notFound, type Refusal, refusal, refusalOf } from "./sftp-refusal";

const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4096;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A path as the client sees it: absolute within the user's home, without `.`, `..` or repeated slashes. */
export type VirtualPath = string & { readonly virtual: unique symbol };

/**
 * A relative path starts at the home, and `..` cannot leave it, as after a chroot. A path is refused when it is not UTF-8,
 * contains a NUL character, or is too long for any file system.
 */
export function parseVirtualPath(bytes: Uint8Array): Result<VirtualPath, Refusal> {
  if (bytes.length > MAX_PATH_BYTES) return err(refusal(statusCode.failure, "File name too long"));
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return err(refusal(statusCode.noSuchFile, "The name is not valid UTF-8"));
  }
  if (text.includes("\0")) return err(notFound);
  const normal = path.posix.normalize(`/${text}`).replace(/(.)\/$/, "$1") as VirtualPath;
  const tooLong = normal.split("/").some((segment) => Buffer.byteLength(segment) > MAX_NAME_BYTES);
  return tooLong ? err(refusal(statusCode.failure, "File name too long")) : ok(normal);
}

export class SftpJail {
  /** The user's home as a real path. */
  readonly home: string;

  private constructor(home: string) {
    this.home = home;
  }

  /** Opens the jail for a user's home. Refused when the home is not a folder below `root`. */
  static async open(root: string, home: string): Promise<Result<SftpJail, Refusal>> {
    try {
      const realRoot = await realpath(root);
      const realHome = await realpath(path.join(realRoot, ...home.split("/")));
      if (!isInside(realRoot, realHome) || !(await lstat(realHome)).isDirectory()) return err(notFound);
      return ok(new SftpJail(realHome));
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  /** The real path of an existing file or folder, with all symbolic links followed. */
  async resolveExisting(at: VirtualPath): Promise<Result<string, Refusal>> {
    if (isHidden(at)) return err(notFound);
    try {
      const real = await realpath(path.join(this.home, at));
      // Files outside the home and hidden files are reported as missing, even when a symbolic link leads to them.
      if (!isInside(this.home, real) || isHidden(path.relative(this.home, real))) return err(notFound);
      return ok(real);
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  /** The real path of a name in an existing folder. The name need not exist; if it is a symbolic link, it is not followed. */
  async resolveEntry(at: VirtualPath): Promise<Result<string, Refusal>> {
    if (at === "/") return err(denied);
    if (isHidden(path.posix.basename(at))) return err(denied);
    const folder = await this.resolveExisting(path.posix.dirname(at) as VirtualPath);
    return folder.ok ? ok(path.join(folder.value, path.posix.basename(at))) : folder;
  }

  /** For LSTAT, which describes a symbolic link instead of following it. */
  async lstat(at: VirtualPath): Promise<Result<Stats, Refusal>> {
    const real = at === "/" ? ok(this.home) : await this.resolveEntry(at);
    // A hidden name, which cannot be created or changed, is simply missing for a client that looks at it.
    if (!real.ok) return err(real.fault.code === statusCode.permissionDenied ? notFound : real.fault);
    try {
      return ok(await lstat(real.value));
    } catch (error) {
      return err(refusalOf(error));
    }
  }
}
