/**
 * npm leaves packages of other platforms out of a lock file that it writes next to an existing node_modules, or with a
 * registry that lacks them (npm/cli#4828). `npm ci` then refuses that lock file. This finds the missing entries.
 */

const SYSTEMS = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** The path of `name` as Node resolves it from the package at `from`: its own node_modules first, then each one above. */
function resolve(packages, from, name) {
  for (let at = from; ; ) {
    const path = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (at === "") return undefined;
    const above = at.lastIndexOf("/node_modules/");
    at = above < 0 ? "" : at.slice(0, above);
  }
}

/** Reads the platform from a package name such as `@next/swc-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith("musl"));
  const libc = os[0] !== "linux" ? [] : [musl ? "musl" : "glibc"];
  const known = { cpu, os, libc };
  return Object.fromEntries(Object.entries(known).filter(([, values]) => values.length > 0));
}

/**
 * @param {{ packages: Record<string, any> }} lock a package-lock.json, version 3
 * @returns {Record<string, object>} the missing entries by path
 */
export function missingPlatformPackages({ packages }) {
  const missing = {};
  for (const [path, parent] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const exact = /^\d+\.\d+\.\d+[-.\w]*$/.test(version);
      if (!exact || resolve(packages, path, name)) continue;
      const scope = parent.dev ? { dev: true } : {};
      missing[`node_modules/${name}`] = { version, ...platformOf(name), ...scope, optional: true };
    }
  }
  return missing;
}

/**
 * The paths of packages whose content npm could not verify. A package that another one contains is verified with it.
 * @param {{ packages: Record<string, any> }} lock a package-lock.json, version 3
 */
export const packagesWithoutIntegrity = ({ packages }) =>
  Object.entries(packages)
    .filter(([path, { integrity, inBundle, link }]) => path !== "" && !integrity && !inBundle && !link)
    .map(([path]) => path);
