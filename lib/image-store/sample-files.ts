/**
 * The files of a synthetic image bundle, whose bytes are generated while they are read. The same release, version and
 * sizes give the same bytes on every machine.
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createHash } from "node:crypto";
import { CONTROLLER_IMAGE, type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import { FaultError, fault } from "@/lib/contracts/fault";
import { isVersion } from "@/lib/contracts/versions";
import { tarEnd, tarHeaderBlock, tarPadding } from "./tar-blocks";

export type SampleFile = {
  name: string;
  sizeBytes: number;
  /** The content from its beginning, in pieces of at most 256 KiB. */
  pieces(): Iterable<Uint8Array>;
};

export type SampleSizes = {
  fullSize?: boolean;
  /** About this many bytes per AP image; each family's differs a little. At least 16,384. */
  familyBytes?: number;
  controllerBytes?: number;
};

/** Known AP versions of releases: an AP version cannot be computed from the release. */
export const sampleVersions: Readonly<Record<string, string>> = {
  "17.3.3": "17.3.3.26",
  "17.9.4": "17.9.4.27",
  "17.9.4a": "17.9.4.27",
  "17.12.1": "17.12.1.5",
  "17.18.3": "17.18.3.18",
};

/** First member of every sample image, so that the first bytes of the file say what it is. */
const NOTICE_MEMBER = "SYNTHETIC-SAMPLE-NOT-VENDOR-SOFTWARE.txt";
const NOTICE = "SYNTHETIC SAMPLE, NOT VENDOR SOFTWARE: made by the EWC Upgrade Console for rehearsal.\n";

const DEFAULT_FAMILY_BYTES = 8_000_000;
const DEFAULT_CONTROLLER_BYTES = 24_000_000;
const FULL_CONTROLLER_BYTES = 289_000_000;
const PIECE_BYTES = 262_144;
const GNU_RECORD_BYTES = 10_240;

/** 70,512,640 is the size of the real ap1g8 of 17.9.4; the others are only plausible. All are multiples of a tar record. */
const fullSizes: Record<ImageFamily, number> = {
  ap1g4: 58_142_720,
  ap1g5: 52_439_040,
  ap3g3: 73_728_000,
  ap1g6: 64_512_000,
  ap1g6a: 87_040_000,
  ap1g6b: 104_960_000,
  ap1g7: 78_858_240,
  ap1g8: 70_512_640,
};

const roundUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

function familySize(family: ImageFamily, sizes: SampleSizes): number {
  if (sizes.fullSize) return fullSizes[family];
  const base = sizes.familyBytes ?? DEFAULT_FAMILY_BYTES;
  const share = 0.93 + 0.02 * imageFamilies.indexOf(family);
  return Math.max(roundUp(16_384, 512), roundUp(base * share, base > 1_000_000 ? GNU_RECORD_BYTES : 512));
}

/** Incompressible bytes that depend only on the seed: the key stream of a cipher. */
function* pseudoRandomBytes(seed: string, sizeBytes: number): Generator<Uint8Array> {
  const key = createHash("sha256").update(seed).digest();
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), key.subarray(16));
  const zeros = Buffer.alloc(Math.min(PIECE_BYTES, sizeBytes));
  for (let left = sizeBytes; left > 0; left -= PIECE_BYTES) {
    yield cipher.update(left < PIECE_BYTES ? zeros.subarray(0, left) : zeros);
  }
}

/** An AP image: a tar of notice, info.ver and partition parts, exactly `sizeBytes` long (a multiple of 512). */
function apImage(family: ImageFamily, release: string, version: string, sizeBytes: number): SampleFile {
  const info = [
    `image_name: ${family}-synthetic-sample`,
    `image_family: ${family}`,
    `ws_management_version: ${version}`,
    `ap_version: ${version}`,
    "info_end:",
    "",
  ].join("\n");
  const texts: [string, Buffer][] = [
    [NOTICE_MEMBER, Buffer.from(NOTICE)],
    ["info.ver", Buffer.from(info)],
  ];
  const parts = ["part.boot", "part.kernel", "part.rootfs"];
  const overhead = texts.reduce((sum, [, text]) => sum + 512 + text.length + tarPadding(text.length), 1024);
  const body = sizeBytes - overhead - parts.length * 512;
  const boot = roundUp(body * 0.05, 512);
  const kernel = roundUp(body * 0.2, 512);
  // Not a multiple of 512, so that the archive has padding as real ones have.
  const partSizes = [boot, kernel, body - boot - kernel - 100];
  return {
    name: family,
    sizeBytes,
    *pieces() {
      for (const [name, text] of texts) {
        yield Buffer.concat([tarHeaderBlock(name, text.length), text, Buffer.alloc(tarPadding(text.length))]);
      }
      for (const [i, name] of parts.entries()) {
        const size = partSizes[i] ?? 0;
        yield tarHeaderBlock(name, size);
        yield* pseudoRandomBytes(`${release}/${version}/${family}/${name}`, size);
        yield Buffer.alloc(tarPadding(size));
      }
      yield tarEnd();
    },
  };
}

function controllerImage(release: string, version: string, sizeBytes: number): SampleFile {
  const head = Buffer.from(
    `${NOTICE}CW_BEGIN$$\nCW_VERSION$${paddedRelease(release)}$\nCW_FULL_VERSION$${version}$\nCW_END$$\n`,
  );
  return {
    name: CONTROLLER_IMAGE,
    sizeBytes,
    *pieces() {
      yield head;
      yield* pseudoRandomBytes(`${release}/${version}/controller`, sizeBytes - head.length);
    },
  };
}

function readme(release: string, version: string): SampleFile {
  const text = Buffer.from(
    [
      NOTICE.trimEnd(),
      "",
      `Structure of an access point bundle of release ${release} (AP version ${version}).`,
      "One file per image family, with no extension; the controller image; this text.",
      "The contents are pseudo-random bytes. No device runs them.",
      "",
      ...imageFamilies.map((family) => `  ${family}`),
      `  ${CONTROLLER_IMAGE}`,
      "",
    ].join("\n"),
  );
  return {
    name: "readme.txt",
    sizeBytes: text.length,
    *pieces() {
      yield text;
    },
  };
}

/** `17.9.4a` -> `17.09.04a`, as in file names and version marks. */
export const paddedRelease = (release: string): string => {
  const [major = "", ...rest] = release.split(".");
  return [major, ...rest.map((part) => part.replace(/^\d(?!\d)/, "0$&"))].join(".");
};

/**
 * The AP version of a sample of this release. Throws FaultError `bad-input` when the release or the version is malformed,
 * or the version is neither given nor known.
 */
export function sampleVersionOf(release: string, given?: string): string {
  if (!/^\d{1,2}\.\d{1,2}\.\d{1,2}[a-z]{0,2}$/.test(release)) {
    throw new FaultError(
      fault("bad-input", `"${release}" is not a release.`, "Write it like 17.12.1 or 17.9.4a."),
    );
  }
  const version = given ?? sampleVersions[release];
  if (version === undefined) {
    throw new FaultError(
      fault(
        "bad-input",
        `The AP version of release ${release} is not known, and it cannot be computed from the name.`,
        `Give it, for example --version ${release.replace(/[a-z]+$/, "")}.10, or use a known release: ${Object.keys(sampleVersions).join(", ")}.`,
      ),
    );
  }
  if (!isVersion(version)) {
    throw new FaultError(
      fault("bad-input", `"${version}" is not an AP version.`, "A version is four numbers from 0 to 255."),
    );
  }
  return version;
}

/** The files of the bundle, the readme first, so that the first bytes of a zip file say what it is. */
export function sampleFiles(release: string, version: string, sizes: SampleSizes = {}): SampleFile[] {
  const controllerBytes = sizes.fullSize
    ? FULL_CONTROLLER_BYTES
    : Math.max(4096, sizes.controllerBytes ?? DEFAULT_CONTROLLER_BYTES);
  return [
    readme(release, version),
    ...imageFamilies.map((family) => apImage(family, release, version, familySize(family, sizes))),
    controllerImage(release, version, controllerBytes),
  ];
}
