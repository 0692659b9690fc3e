/**
 * Runs a package where there is nothing but Node.js: on Linux as root, in a root folder of its own that has only the
 * program `node`, the shared libraries that it and the package's machine code are linked with, and the package. The root is read-only and the user has no
 * rights, as in a container. Elsewhere, in a folder outside of the repository.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

const NOBODY = 65_534;

/** A root of its own needs mount namespaces. */
export const hasCleanRoot = process.platform === "linux" && process.getuid?.() === 0;

/** Mounted before the program starts, and gone with it: the namespace ends with its last process. */
const SCRIPT = `set -eu
root="$1"
mkdir -p "$root$DATA_DIR" "$root/proc"
chown -R ${NOBODY}:${NOBODY} "$DATA_DIR"
mount --bind "$root" "$root"
mount --bind "$DATA_DIR" "$root$DATA_DIR"
mount --rbind /proc "$root/proc"
mount -o remount,bind,ro "$root"
exec chroot --userspec=${NOBODY}:${NOBODY} "$root" /node /app/ewc.mjs
`;

/** The libraries that the program is linked with, the loader included. */
function librariesOf(program: string): string[] {
  const text = execFileSync("ldd", [program], { encoding: "utf8" });
  return [...text.matchAll(/(\/\S+) \(0x/g)].flatMap(([, file]) => (file === undefined ? [] : [file]));
}

/**
 * The command that starts the package, for `startConsole`.
 * @param root an empty folder @param folder the package
 */
export function programOf(root: string, folder: string): readonly [string, ...string[]] {
  if (!hasCleanRoot) return [process.execPath, join(folder, "ewc.mjs")];
  chmodSync(root, 0o755);
  const node = realpathSync(process.execPath);
  cpSync(node, join(root, "node"));
  const native = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".node"))
    .map((name) => join(folder, name));
  for (const library of new Set([node, ...native].flatMap(librariesOf))) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    cpSync(realpathSync(library), join(root, library));
  }
  cpSync(folder, join(root, "app"), { recursive: true, verbatimSymlinks: true });
  return ["unshare", "--mount", "--propagation", "private", "sh", "-c", SCRIPT, "sh", root];
}
