/**
 * From the bytes of a path in a request to a place inside the user's home, or a refusal in the protocol's words.
 * Symbolic links are followed only as long as they stay inside; hidden names are neither shown nor made (an upload
 * that is not complete has one). No text that leaves here contains a real path.
 */
import type { Stats } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import path from "node:path";
import { TextDecoder } from "node:util";
import { err, ok, type Result } from "@/lib/kit/result";
import { type StatusCode, statusCode, statusText } from "@/lib/wire/sftp/protocol";

/** A STATUS answer to be. */
export type Refusal = { code: StatusCode; words: string };

const MAX_NAME_BYTES = 255;
const MAX_PATH_BYTES = 4096;

export const refusal = (code: StatusCode, words: string = statusText[code]): Refusal => ({ code, words });
const notFound = refusal(statusCode.noSuchFile);
const denied = refusal(statusCode.permissionDenied);

const WORDS: Record<string, string> = {
  ENOSPC: "No space left on device",
  EDQUOT: "Disk quota exceeded",
  EEXIST: "File exists",
  ENOTEMPTY: "Directory not empty",
  ENAMETOOLONG: "File name too long",
  EMFILE: "Too many open files",
  ENFILE: "Too many open files",
  EISDIR: "Is a directory",
  ENOTDIR: "Not a directory",
  EFBIG: "File too large",
};

/** What a system error means to a client. The error's own message names real paths and stays here. */
export function refusalOf(error: unknown): Refusal {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
    case "ELOOP":
      return notFound;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return denied;
    default:
      return refusal(statusCode.failure, WORDS[code] ?? statusText[statusCode.failure]);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A path as the client sees it: absolute within its home, without `.`, `..` or doubled slashes. */
export type VirtualPath = string & { readonly virtual: unique symbol };

/**
 * Reads the bytes of a path. A relative one starts at the home, `..` stops there, as in a changed root.
 * Refuses what is not UTF-8, contains NUL, or is too long for any file system.
 */
export function virtualPath(bytes: Uint8Array): Result<VirtualPath, Refusal> {
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

const isHidden = (at: string) => at.split(/[/\\]/).some((segment) => segment.startsWith("."));

export class SftpJail {
  /** The home as a real path. */
  readonly home: string;

  private constructor(home: string) {
    this.home = home;
  }

  /** The jail of a home below `root`; a refusal when there is no such folder or it is not below. */
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

  /** The real path of something that exists, all links followed. */
  async existing(at: VirtualPath): Promise<Result<string, Refusal>> {
    if (isHidden(at)) return err(notFound);
    try {
      const real = await realpath(path.join(this.home, at));
      // What is outside does not exist, and neither does what a link shows of the hidden.
      if (!isInside(this.home, real) || isHidden(path.relative(this.home, real))) return err(notFound);
      return ok(real);
    } catch (error) {
      return err(refusalOf(error));
    }
  }

  /**
   * The real path of a name in a folder that exists: a link itself, or a name to be made.
   * The home itself is no such name.
   */
  async entry(at: VirtualPath): Promise<Result<string, Refusal>> {
    if (at === "/") return err(denied);
    if (isHidden(path.posix.basename(at))) return err(denied);
    const folder = await this.existing(path.posix.dirname(at) as VirtualPath);
    return folder.ok ? ok(path.join(folder.value, path.posix.basename(at))) : folder;
  }

  /** LSTAT: a link is described, not followed. */
  async lstat(at: VirtualPath): Promise<Result<Stats, Refusal>> {
    const real = at === "/" ? ok(this.home) : await this.entry(at);
    if (!real.ok) return err(real.fault.code === statusCode.permissionDenied ? notFound : real.fault);
    try {
      return ok(await lstat(real.value));
    } catch (error) {
      return err(refusalOf(error));
    }
  }
}

/** Whether a real path is a folder or lies in it. */
export function isInside(folder: string, real: string): boolean {
  const relative = path.relative(folder, real);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
