/**
 * Reads family and version of an image file from its bytes, and whether the archive is complete, in one pass over the
 * file. Whether it is the requested family is checked by the caller.
 */
import { type ImageFamily, imageFamilies } from "@/lib/contracts/families";
import { isVersion } from "@/lib/contracts/versions";
import { printable } from "@/lib/kit/text";
import { baseName, familyOfFileName, isImageName } from "./file-names";
import type { BeginningReader, ImageBeginning, ImageFacts, ImageReader } from "./image-facts";
import { parseInfoMember } from "./info-member";
import { hasTarMagic, isZeroBlock, readPaxRecords, readTarHeader, TAR_BLOCK } from "./tar-header";
import { type MarkSearch, searchVersionMarks } from "./version-marks";

/** Text members are read up to this length; a real info member has about 1 KB. */
const TEXT_LIMIT_BYTES = 65_536;
/** Links, devices and folders have no content, whatever their size field says. */
const WITHOUT_CONTENT = new Set(["1", "2", "3", "4", "5", "6"]);
const count = new Intl.NumberFormat("en-US");
const utf8 = new TextDecoder("utf-8");

type Purpose = "skip" | "info" | "long-name" | "pax";
type Member = { name: string; sizeBytes: number; leftBytes: number; purpose: Purpose };
/** The position in the file. `foreign`: not a tar, or one that is not supported. `broken`: a damaged tar. */
type Place = "header" | "content" | "padding" | "after-end" | "foreign" | "broken";

const shown = (text: string): string => printable(text.length > 80 ? `${text.slice(0, 77)}...` : text);

/**
 * A reader for one file. The result does not depend on how the bytes are cut into pieces. Archives may be padded with any
 * number of zero blocks (GNU tar has records of 10,240 bytes).
 * @param fileName name or path of the file on its server: gives the family when the bytes do not
 */
export function createImageReader(fileName: string): ImageReader {
  const reader = new Reader(fileName);
  return { write: (piece) => reader.write(piece), end: () => reader.end() };
}

/** A reader for a file of which perhaps only the beginning is read. @param fileName as in {@link createImageReader} */
export function createBeginningReader(fileName: string): BeginningReader {
  const reader = new Reader(fileName);
  return {
    write: (piece) => reader.write(piece),
    beginning: (fileBytes) => reader.beginning(fileBytes),
    end: () => reader.end(),
  };
}

class Reader implements ImageReader {
  readonly #fileName: string;
  readonly #block = new Uint8Array(TAR_BLOCK);
  #blockFilled = 0;
  #sizeBytes = 0;
  #members = 0;
  #place: Place = "header";
  #member: Member = { name: "", sizeBytes: 0, leftBytes: 0, purpose: "skip" };
  #paddingBytes = 0;
  #text: number[] | Uint8Array = [];
  #textFilled = 0;
  #longName: string | null = null;
  #paxSizeBytes: number | null = null;
  #zeroBlocks = 0;
  #trailing = false;
  #marks: MarkSearch | null = null;
  #family: string | null = null;
  #version: string | null = null;
  #infoSeen = false;
  #trouble: string | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  write(piece: Uint8Array): void {
    this.#sizeBytes += piece.length;
    let at = 0;
    while (at < piece.length) at += this.#step(piece, at);
  }

  /** Consumes bytes of the piece from `at` on. @returns how many: at least one */
  #step(piece: Uint8Array, at: number): number {
    const left = piece.length - at;
    switch (this.#place) {
      case "header": {
        const now = Math.min(left, TAR_BLOCK - this.#blockFilled);
        this.#block.set(piece.subarray(at, at + now), this.#blockFilled);
        this.#blockFilled += now;
        if (this.#blockFilled === TAR_BLOCK) {
          this.#blockFilled = 0;
          this.#header();
        }
        return now;
      }
      case "content": {
        const now = Math.min(left, this.#member.leftBytes);
        if (this.#member.purpose !== "skip") this.#keep(piece.subarray(at, at + now));
        this.#member.leftBytes -= now;
        if (this.#member.leftBytes === 0) this.#memberEnded();
        return now;
      }
      case "padding": {
        const now = Math.min(left, this.#paddingBytes);
        this.#paddingBytes -= now;
        if (this.#paddingBytes === 0) this.#place = "header";
        return now;
      }
      case "after-end":
        this.#trailing ||= piece.subarray(at).some((byte) => byte !== 0);
        return left;
      case "foreign":
        this.#marks?.write(piece.subarray(at));
        return left;
      case "broken":
        return left;
    }
  }

  #header(): void {
    const block = this.#block;
    const first = this.#members === 0 && this.#zeroBlocks === 0;
    const empty = isZeroBlock(block);
    const header = empty ? null : readTarHeader(block);
    if (first && header === null && (empty || !hasTarMagic(block))) {
      this.#goForeign();
    } else if (empty) {
      this.#zeroBlocks++;
      if (this.#zeroBlocks === 2) this.#place = "after-end";
    } else if (this.#zeroBlocks > 0) {
      this.#break("The archive continues after a single end-of-archive block.");
    } else if (header === null) {
      const where = first ? "first header" : `header after member ${shown(this.#member.name)}`;
      this.#break(`The archive is damaged: the ${where} does not match its checksum.`);
    } else if (header.type === "S") {
      // Old GNU sparse members have more header blocks. No image uses them, so they are not supported.
      this.#trouble = "The archive uses sparse members, which this program does not support.";
      this.#goForeign();
    } else {
      this.#members++;
      this.#memberBegan(header.type, header.name, header.sizeBytes);
    }
  }

  #memberBegan(type: string, headerName: string, headerSize: number): void {
    const about = { L: "long-name", K: "skip", x: "pax", g: "skip" } as const;
    const special = type in about ? about[type as keyof typeof about] : null;
    let name = headerName;
    let sizeBytes = headerSize;
    if (special === null) {
      name = this.#longName ?? headerName;
      sizeBytes = this.#paxSizeBytes ?? headerSize;
      this.#longName = null;
      this.#paxSizeBytes = null;
    }
    if (WITHOUT_CONTENT.has(type)) sizeBytes = 0;
    const base = baseName(name);
    const isInfo = (type === "0" || type === "7") && (base === "info" || base === "info.ver");
    const purpose: Purpose = special ?? (isInfo ? "info" : "skip");
    this.#member = { name, sizeBytes, leftBytes: sizeBytes, purpose };
    this.#paddingBytes = (TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK;
    this.#text = purpose === "skip" ? [] : new Uint8Array(Math.min(sizeBytes, TEXT_LIMIT_BYTES));
    this.#textFilled = 0;
    this.#place = "content";
    if (sizeBytes === 0) this.#memberEnded();
  }

  #keep(bytes: Uint8Array): void {
    if (!(this.#text instanceof Uint8Array)) return;
    const kept = bytes.subarray(0, this.#text.length - this.#textFilled);
    this.#text.set(kept, this.#textFilled);
    this.#textFilled += kept.length;
  }

  #memberEnded(): void {
    this.#place = this.#paddingBytes > 0 ? "padding" : "header";
    if (!(this.#text instanceof Uint8Array)) return;
    const text = this.#text;
    this.#text = [];
    switch (this.#member.purpose) {
      case "long-name":
        this.#longName = utf8.decode(text).replace(/\0.*$/s, "");
        break;
      case "pax": {
        const records = readPaxRecords(text);
        this.#longName = records.path ?? this.#longName;
        this.#paxSizeBytes = records.sizeBytes ?? this.#paxSizeBytes;
        break;
      }
      case "info":
        this.#takeInfo(utf8.decode(text));
        break;
      case "skip":
        break;
    }
  }

  #takeInfo(text: string): void {
    const info = parseInfoMember(text);
    this.#infoSeen = true;
    this.#family ??= info.family;
    const versions = [info.managementVersion, info.apVersion];
    this.#version ??= versions.find((v) => v !== null && isVersion(v)) ?? null;
  }

  #goForeign(): void {
    this.#place = "foreign";
    this.#marks = searchVersionMarks();
    // The first block shows whether this is a controller image, a zip file or a web page; it stays in #block for the note.
    this.#marks.write(this.#block);
  }

  #break(trouble: string): void {
    this.#place = "broken";
    this.#trouble = trouble;
  }

  beginning(fileBytes: number | null): ImageBeginning {
    const isForeign = this.#place === "foreign";
    const marks = isForeign ? this.#marks?.end() : undefined;
    const version = this.#version ?? marks?.fullVersion ?? marks?.version ?? null;
    const base = { infoFamily: this.#family, version };
    if (isForeign && familyOfFileName(this.#fileName) !== null)
      return { ...base, flaw: `This is not a tar archive, as an AP image must be${kindOf(this.#block)}.` };
    if (this.#place === "broken") return { ...base, flaw: this.#trouble };
    const leastBytes = this.#sizeBytes + this.#member.leftBytes + this.#paddingBytes + 2 * TAR_BLOCK;
    const isInside = this.#place === "content" || this.#place === "padding";
    if (isInside && fileBytes !== null && leastBytes > fileBytes) {
      const [least, there] = [count.format(leastBytes), count.format(fileBytes)];
      return { ...base, flaw: `The archive needs at least ${least} bytes, but the file has ${there}.` };
    }
    return { ...base, flaw: null };
  }

  end(): ImageFacts {
    const named = familyOfFileName(this.#fileName);
    const known = imageFamilies.find((f) => f === this.#family) ?? null;
    const family = this.#family === null ? named : known;
    const base = { sizeBytes: this.#sizeBytes, family };
    if (this.#place === "foreign" || (this.#members === 0 && this.#place === "header")) {
      return { ...base, ...this.#foreignFacts() };
    }
    const intact = this.#place === "after-end";
    return { ...base, version: this.#version, intact, note: this.#tarNote(intact, named) };
  }

  #foreignFacts(): Pick<ImageFacts, "version" | "intact" | "note"> {
    const short = this.#place === "header";
    if (short) this.#goForeign();
    // In a file shorter than a header block, the rest of #block is not part of the file.
    const head = this.#block.subarray(0, short ? this.#blockFilled : TAR_BLOCK);
    const marks = this.#marks?.end() ?? { version: null, fullVersion: null };
    const version = [marks.fullVersion, marks.version].find((m) => m !== null && isVersion(m)) ?? null;
    const mustBeTar = familyOfFileName(this.#fileName) !== null;
    if (this.#sizeBytes === 0)
      return { version, intact: isImageName(this.#fileName) ? false : null, note: "The file is empty." };
    if (mustBeTar && short) {
      return {
        version,
        intact: false,
        note: "The file is incomplete. It ends inside the first header of the archive.",
      };
    }
    if (this.#trouble !== null || mustBeTar) {
      return {
        version,
        intact: null,
        note: this.#trouble ?? `This is not a tar archive, as an AP image must be${kindOf(head)}.`,
      };
    }
    const release = marks.fullVersion ?? marks.version;
    const note =
      version === null && release !== null
        ? `The image names the release ${shown(release)}, from which the AP version is not known.`
        : null;
    return { version, intact: null, note };
  }

  #tarNote(intact: boolean, named: ImageFamily | null): string | null {
    if (this.#trouble !== null) return this.#trouble;
    if (!intact) return this.#whereItEnds();
    if (this.#trailing) return "The archive is complete, but more bytes follow its end.";
    if (!this.#infoSeen) return "The image has no info file, so its version cannot be read.";
    if (this.#family !== null && !imageFamilies.some((f) => f === this.#family)) {
      return `The info member names the image family ${shown(this.#family)}, which this program does not know.`;
    }
    if (named !== null && this.#family !== null && named !== this.#family) {
      return `The file name is for ${named}, but the info member is for ${shown(this.#family)}.`;
    }
    if (this.#version === null) return "The info member has no version of four numbers.";
    return null;
  }

  #whereItEnds(): string {
    const { name, sizeBytes, leftBytes } = this.#member;
    if (this.#place === "content") {
      const there = count.format(sizeBytes - leftBytes);
      return `The archive ends inside member ${shown(name)} (${there} of ${count.format(sizeBytes)} bytes).`;
    }
    return `The archive ends after member ${shown(name)}, without its end-of-archive blocks.`;
  }
}

/** What a file seems to be that should be an image; most often a bundle that was not unzipped. */
function kindOf(head: Uint8Array): string {
  if (head[0] === 0x50 && head[1] === 0x4b) return ": it is a zip archive, which must be unzipped first";
  if (head[0] === 0x1f && head[1] === 0x8b) return ": it is compressed with gzip";
  if (/^\s*<(!doctype|html)/i.test(utf8.decode(head.subarray(0, 64)))) return ": it is a web page";
  if (head.length > 0 && isZeroBlock(head)) return ": it begins with zeros";
  return "";
}
