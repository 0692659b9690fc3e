/** Synthetic bundles: structure, reproducible bytes, and their labels. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar-stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CONTROLLER_IMAGE, imageFamilies } from "@/lib/contracts/families";
import { createImageReader } from "@/lib/images/image-reader";
import { writeSampleBundle } from "./sample-bundle";
import { type SampleFile, sampleFiles, sampleVersionOf } from "./sample-files";

const small = { familyBytes: 40_000, controllerBytes: 70_000 };
let out: string;

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "sample-"));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const sha512 = (content: Uint8Array) => createHash("sha512").update(content).digest("hex");
const bytesOf = (file: SampleFile) => Buffer.concat([...file.pieces()]);

describe("a sample bundle", () => {
  it("has every family, the controller image and a readme, each readable with its version", async () => {
    const { version } = await writeSampleBundle({ release: "17.12.1", out, ...small });
    expect(version).toBe("17.12.1.5");
    expect((await readdir(out)).sort()).toEqual([...imageFamilies, CONTROLLER_IMAGE, "readme.txt"].sort());
    for (const name of [...imageFamilies, CONTROLLER_IMAGE]) {
      const reader = createImageReader(name);
      reader.write(await readFile(join(out, name)));
      const isController = name === CONTROLLER_IMAGE;
      expect(reader.end()).toMatchObject({
        family: isController ? null : name,
        version: "17.12.1.5",
        intact: isController ? null : true,
        note: null,
      });
    }
  });

  it("has images that another tar reader can read", async () => {
    const file = sampleFiles("17.9.4a", "17.9.4.27", small).find(({ name }) => name === "ap1g8")!;
    const archive = extract();
    archive.end(bytesOf(file));
    const members: string[] = [];
    for await (const member of archive) {
      members.push(member.header.name);
      member.resume();
    }
    expect(members).toEqual([
      "SYNTHETIC-SAMPLE-NOT-VENDOR-SOFTWARE.txt",
      "info.ver",
      "part.boot",
      "part.kernel",
      "part.rootfs",
    ]);
  });

  it("says in the first bytes of every file that it is synthetic and not vendor software", () => {
    for (const file of sampleFiles("17.12.1", "17.12.1.5", small)) {
      expect(bytesOf(file).toString("latin1", 0, 60)).toMatch(
        /^SYNTHETIC[ -]SAMPLE,?[ -]NOT[ -]VENDOR[ -]SOFTWARE/,
      );
    }
  });

  it("has the same bytes each time, unpacked or in a zip file, and other bytes for another release", async () => {
    const digests = (release: string, version: string) =>
      sampleFiles(release, version, small).map((file) => sha512(bytesOf(file)));
    const first = digests("17.12.1", "17.12.1.5");
    expect(digests("17.12.1", "17.12.1.5")).toEqual(first);
    const other = new Set(digests("17.9.4a", "17.9.4.27"));
    expect(first.some((digest) => other.has(digest))).toBe(false);

    const zips = [];
    for (const folder of ["a", "b"]) {
      const { files } = await writeSampleBundle({
        release: "17.9.4a",
        out: join(out, folder),
        zip: true,
        ...small,
      });
      expect(files).toEqual([join(out, folder, "C9800-AP-universalk9.17.09.04a.zip")]);
      zips.push(sha512(await readFile(files[0]!)));
    }
    expect(zips[0]).toBe(zips[1]);
  });

  it("has the sizes it announces, and with full size those of a real release", () => {
    for (const file of sampleFiles("17.12.1", "17.12.1.5", small)) {
      expect(bytesOf(file).length, file.name).toBe(file.sizeBytes);
    }
    const full = new Map(sampleFiles("17.9.4", "17.9.4.27", { fullSize: true }).map((f) => [f.name, f]));
    expect(full.get("ap1g8")?.sizeBytes).toBe(70_512_640);
    expect(full.get(CONTROLLER_IMAGE)?.sizeBytes).toBe(289_000_000);
    for (const family of imageFamilies) {
      const size = full.get(family)?.sizeBytes ?? 0;
      expect(size).toBeGreaterThanOrEqual(45_000_000);
      expect(size).toBeLessThanOrEqual(110_000_000);
    }
    let ap1g8Bytes = 0;
    for (const piece of full.get("ap1g8")?.pieces() ?? []) ap1g8Bytes += piece.length;
    expect(ap1g8Bytes).toBe(70_512_640);
  });

  it("of an unknown release needs a version", () => {
    const refused = { fault: { code: "bad-input" } };
    const thrown = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(thrown(() => sampleVersionOf("17.15.2"))).toMatchObject(refused);
    expect(thrown(() => sampleVersionOf("17.15.2", "17.15"))).toMatchObject(refused);
    expect(thrown(() => sampleVersionOf("../x", "17.15.2.1"))).toMatchObject(refused);
    expect(sampleVersionOf("17.15.2", "17.15.2.30")).toBe("17.15.2.30");
    expect(sampleVersionOf("17.9.4a")).toBe("17.9.4.27");
  });

  it("replaces older samples, and never other files", async () => {
    await writeSampleBundle({ release: "17.9.4", out, ...small });
    await writeSampleBundle({ release: "17.12.1", out, ...small });
    await writeFile(join(out, "ap1g8"), "a real image");
    await expect(writeSampleBundle({ release: "17.12.1", out, ...small })).rejects.toMatchObject({
      fault: { code: "conflict" },
    });
    expect(await readFile(join(out, "ap1g8"), "utf8")).toBe("a real image");
    expect((await readdir(out)).filter((name) => name.endsWith(".part"))).toEqual([]);
    expect((await stat(join(out, "ap1g7"))).size).toBeGreaterThan(16_000);
  });
});
