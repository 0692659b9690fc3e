/**
 * Which machine a package is for: it contains machine code for one system, processor, C library and major version of
 * Node.js. This file is also part of the package, so it imports nothing of the repository.
 */

/** @typedef {{ platform: string, arch: string, libc: string, nodeMajor: number }} Platform libc: `glibc`, `musl`, or empty where there is no choice */

/** @returns {Platform} */
export function thisPlatform() {
  const { platform, arch, versions } = process;
  let libc = "";
  if (platform === "linux") libc = process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
  return { platform, arch, libc, nodeMajor: Number(versions.node.split(".")[0]) };
}

/** `linux-x64-node20`; a package for the C library musl says so. @param {Platform} platform */
export const platformName = ({ platform, arch, libc, nodeMajor }) =>
  `${platform}-${arch}${libc === "musl" ? "-musl" : ""}-node${nodeMajor}`;

/**
 * One line that says why a package cannot run here; undefined when it can.
 * @param {Platform} wanted @param {Platform} here
 */
export function platformFault(wanted, here) {
  if (platformName(wanted) === platformName(here)) return undefined;
  const differs =
    wanted.nodeMajor === here.nodeMajor
      ? `This machine is ${platformName(here)}`
      : `This is Node.js ${here.nodeMajor} on ${here.platform}-${here.arch}`;
  return `This package is for ${platformName(wanted)}. ${differs}: use the package for ${platformName(here)}.`;
}
