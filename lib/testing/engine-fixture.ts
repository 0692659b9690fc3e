/** A whole engine in this process for tests: its own data folder, free ports, small image sets, a fast clock. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer, CommandType } from "@/lib/contracts/commands";
import type { LabInput } from "@/lib/contracts/lab";
import type { KeyOf, RowOf, TableTopic } from "@/lib/contracts/stream";
import { boot } from "@/lib/engine/boot";
import type { Engine } from "@/lib/engine/engine";
import { readEnv } from "@/lib/env";
import { writeSampleBundle } from "@/lib/image-store/sample-bundle";
import { CLI_PASSWORD } from "./cli-password";
import { startTftpInThisThread } from "./tftp-in-this-thread";

export const operator = { name: "tester", role: "admin" as const, from: "127.0.0.1" };

type Ordered<T extends CommandType> = Omit<Command<T>, "type" | "actor"> & { actor?: Actor };

export type EngineFixture = {
  engine: Engine;
  dataDir: string;
  tftpPort: number;
  sftpPort: number;
  /** Sign in as `admin` with {@link CLI_PASSWORD}. */
  cliPort: number;
  /** Gives a command, as the operator unless another actor is named. */
  order<T extends CommandType>(type: T, input: Ordered<T>): Promise<CommandAnswer<T>>;
  /** Resolves with the row as soon as it satisfies `is`; the test's own time limit ends the wait. */
  until<T extends TableTopic>(
    topic: T,
    key: KeyOf<T>,
    is: (row: Readonly<RowOf<T>>) => boolean,
  ): Promise<Readonly<RowOf<T>>>;
  /** Resolves once `is` holds; looks again at every batch of changes. */
  settled(is: () => boolean): Promise<void>;
  /** Stops and boots again on the same data folder. */
  restart(): Promise<void>;
  end(): Promise<void>;
};

/** Boots on a fresh folder. `release` names the image sets to make, `EWC_<release>`; sizes are about 64 KiB a family. */
export async function engineFixture(
  lab: LabInput,
  releases: string[],
  bytes = 65_536,
  moreEnv: Record<string, string> = {},
  parent: string = os.tmpdir(),
): Promise<EngineFixture> {
  const dataDir = await mkdtemp(path.join(parent, "ewc-engine-"));
  for (const release of releases)
    await writeSampleBundle({
      release,
      out: path.join(dataDir, "images", `EWC_${release.replaceAll(".", "_")}`),
      familyBytes: bytes,
      controllerBytes: bytes * 2,
    });
  const labFile = path.join(dataDir, "lab.json");
  await writeFile(labFile, JSON.stringify(lab));
  const env = readEnv({
    DATA_DIR: dataDir,
    TFTP_PORT: "0",
    SFTP_PORT: "0",
    CATALOG_PORT: "0",
    CLI_PORT: "0",
    ADMIN_PASSWORD: CLI_PASSWORD,
    LAB: labFile,
    LOG_LEVEL: "error",
    ...moreEnv,
  });
  const fixture = { dataDir } as EngineFixture;
  const start = async () => {
    fixture.engine = await boot(env, startTftpInThisThread);
    const portOf = (name: string) =>
      Number(
        fixture.engine.ready.addresses
          .find((a) => a.name === name)
          ?.address.split(":")
          .at(-1),
      );
    fixture.tftpPort = portOf("TFTP");
    fixture.sftpPort = portOf("SFTP");
    fixture.cliPort = portOf("CLI");
  };
  await start();
  fixture.order = <T extends CommandType>(type: T, input: Ordered<T>) =>
    fixture.engine.ask({ actor: operator, ...input, type } as unknown as Command<T>);
  fixture.settled = (is) =>
    new Promise((resolve) => {
      if (is()) return resolve();
      const stop = fixture.engine.bus.onBatch(() => {
        if (!is()) return;
        stop();
        resolve();
      });
    });
  // What is served is known in full: family, version and digest of each image.
  await fixture.settled(() => {
    const sets = fixture.engine.bus.rows("images");
    const images = sets.flatMap((set) => set.files.filter((file) => file.kind.endsWith("image")));
    return sets.length >= releases.length && images.every((file) => file.sha512 !== null);
  });
  fixture.until = async (topic, key, is) => {
    const { bus } = fixture.engine;
    type Row = NonNullable<ReturnType<typeof bus.row<typeof topic>>>;
    let found: Row | undefined;
    await fixture.settled(() => {
      const row = bus.row(topic, key);
      found = row && is(row) ? row : undefined;
      return found !== undefined;
    });
    return found as Row;
  };
  fixture.restart = async () => {
    await fixture.engine.stop();
    await start();
  };
  fixture.end = async () => {
    await fixture.engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return fixture;
}

/** Save & Download of this console's own image set in TFTP mode, until Activate can be selected. */
export async function upgradeUntilReady(fixture: EngineFixture, imagePath: string): Promise<void> {
  await fixture.order("upgrade.start", {
    profile: { mode: "tftp", imageServer: "127.0.0.1", imagePath, servicePort: null, parallelMode: false },
  });
  await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.canActivate);
}
