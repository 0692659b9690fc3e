/** Damaged bundles to the import of image sets, in this process: nothing may be left of them. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultError } from "@/lib/contracts/fault";
import { openRepository } from "@/lib/image-store/repository";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { wallClock } from "@/lib/kit/clock";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { mutated } from "./mutate";
import { type Target, within } from "./target";

const IMAGE_BYTES = 20_000;

export async function openImport(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-import-"));
  const stagingDir = join(folder, "staging");
  const repository = await openRepository({
    root: join(folder, "images"),
    stagingDir,
    catalog: createMemoryStore().catalog,
    wall: wallClock,
    onSet: () => undefined,
    onSetRemoved: () => undefined,
    onImport: () => undefined,
    onEvent: () => undefined,
  });
  const bundle = await writeSampleBundle({
    release: "17.12.1",
    out: join(folder, "bundle"),
    zip: true,
    familyBytes: IMAGE_BYTES,
    controllerBytes: IMAGE_BYTES,
  });
  const zip = await readFile(bundle.files[0] ?? "");
  const source = join(folder, "odd.zip");
  let count = 0;
  const importOf = async (bytes: Uint8Array): Promise<string> => {
    await writeFile(source, bytes);
    const name = `SET_${count++}`;
    try {
      const { done } = await repository.importBundle({ source, name });
      const { phase, fault } = await within("Importing a bundle", done);
      if (phase === "failed" && (fault === null || fault === undefined || fault.code === "internal"))
        throw new Error(`An import failed without a reason: ${fault?.message}`);
      if (phase === "done") await repository.remove(name);
      return phase;
    } catch (thrown) {
      if (thrown instanceof FaultError) return "refused";
      throw thrown;
    }
  };
  return {
    async step(chance) {
      await importOf(mutated(zip, chance));
    },
    async check() {
      const left = readdirSync(stagingDir);
      if (left.length > 0) throw new Error(`The staging folder has ${left.join(", ")}.`);
      const phase = await importOf(zip);
      if (phase !== "done") throw new Error(`A good bundle was ${phase}.`);
    },
    disconnect: () => undefined,
    async close() {
      await repository.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
