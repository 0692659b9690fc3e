/** The image sets and bundles that are uploaded and imported, with what must have become of them. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";

/** A file to upload, and the files of the image set that it becomes, by path: size and SHA-512. */
export type Bundle = { name: string; bytes: Buffer; files: ReadonlyMap<string, string> };

export const releases = ["17.9.4", "17.12.1", "17.18.3"] as const;
export const setOf = (release: string): string => `EWC_${release.replaceAll(".", "_")}`;

/** Enough to be seen on their way, and little enough for hundreds of upgrades. */
const UPGRADE_SIZES = { familyBytes: 2_000_000, controllerBytes: 4_000_000 };

/** Puts the image sets of the upgrades into the repository. */
export async function makeSets(dataDir: string, workDir: string): Promise<void> {
  for (const release of releases) {
    const out = join(workDir, setOf(release));
    await writeSampleBundle({ release, out, ...UPGRADE_SIZES });
    renameSync(out, join(dataDir, "images", setOf(release)));
  }
}

/** What an image set has: its files with their size and SHA-512. */
export const described = (sizeBytes: number, sha512: string | null): string => `${sizeBytes} ${sha512}`;

const describe = (bytes: Buffer): string =>
  described(bytes.length, createHash("sha512").update(bytes).digest("hex"));

/** @param scale how large it is: `1` has images of 1 MB */
export async function makeBundle(workDir: string, label: string, scale: number): Promise<Bundle> {
  const sizes = { familyBytes: scale * 1_000_000, controllerBytes: scale * 2_000_000 };
  const [folder, zipped] = [join(workDir, label, "files"), join(workDir, label, "zip")];
  mkdirSync(zipped, { recursive: true });
  await writeSampleBundle({ release: "17.12.1", out: folder, ...sizes });
  const written = await writeSampleBundle({ release: "17.12.1", out: zipped, zip: true, ...sizes });
  const files = readdirSync(folder).map(
    (name) => [name, describe(readFileSync(join(folder, name)))] as const,
  );
  return { name: `${label}.zip`, bytes: readFileSync(written.files[0] ?? ""), files: new Map(files) };
}

/** A single image of a bundle, to be uploaded alone. */
export function singleImage(workDir: string, label: string): Bundle {
  const bytes = readFileSync(join(workDir, label, "files", "ap1g8"));
  return { name: "ap1g8", bytes, files: new Map([["ap1g8", describe(bytes)]]) };
}
