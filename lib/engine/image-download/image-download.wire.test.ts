/** Image downloads without a simulation: our own servers on loopback, an uploaded image, real files, nothing else. */
import { createHash } from "node:crypto";
import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { NewEvent } from "@/lib/contracts/events";
import { transferSettingsSchema } from "@/lib/contracts/lab";
import type { DownloadMode } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import type { ServerPlace } from "@/lib/contracts/own-servers";
import { imagePathOf, type ProfileOrder } from "@/lib/contracts/profile";
import type { ServerId } from "@/lib/contracts/server-ids";
import { createImageReader } from "@/lib/images/image-reader";
import { wallClock } from "@/lib/kit/clock";
import { downloadImage, readReleases } from "@/lib/servers/catalog/catalog-client";
import { fetchSftp, probeSftp } from "@/lib/servers/sftp/sftp-client";
import { fetchTftp, probeTftp } from "@/lib/servers/tftp/tftp-client";
import { TransferRegistry } from "@/lib/servers/transfer";
import { createMemoryStore } from "@/lib/testing/memory-store";
import { PASSWORD, type SftpRig, startSftpRig } from "@/lib/testing/sftp-rig";
import { infoText, tarOf } from "@/lib/testing/tar-archive";
import { type TftpLab, tftpLab } from "@/lib/testing/tftp-lab";
import { UploadedImages } from "../uploaded-images/uploaded-images";
import type { DownloadContext, LookedUpImage } from "./context";
import { type FetchedImage, type FetchOrder, ImageFetcher } from "./image-fetcher";
import { probeSource, sourceOf } from "./image-source";
import { KnownHosts } from "./known-hosts";
import type { Probed } from "./modes/mode-source";
import { ProfileServers } from "./profile-servers";

const VERSION = "17.12.1.5";
let tftp: TftpLab;
let sftp: SftpRig;
let image: Buffer;
let desktop: string;
let uploaded: UploadedImages;
const events: NewEvent[] = [];
const reports: string[] = [];
const ended: string[] = [];
/** Whether the servers on loopback count as our own. */
let areOurs = true;
/** Other fingerprints than those that the server has; undefined: its own. */
let ownKeys: string[] | undefined;
let known: Partial<LookedUpImage> | null = null;
let fetcher: ImageFetcher;

const places = (): Record<ServerId, ServerPlace> => ({
  tftp,
  sftp,
  catalog: { address: "127.0.0.1", port: 8443 },
});
/** CCO mode has tests of its own, with the service. */
type TestedMode = Exclude<DownloadMode, "cco">;
const ownServerOf = (mode: TestedMode): ServerId | undefined => modeContracts[mode].server?.own;
/** Modes whose images are in a folder of a server. */
const serverModes = ["tftp", "sftp"] as const;
const testedModes = [...serverModes, "http"] as const;
const orders = (): Record<TestedMode, ProfileOrder> => {
  const common = { imageServer: "127.0.0.1", imagePath: "EWC", parallelMode: false };
  return {
    tftp: { mode: "tftp", ...common, servicePort: tftp.port },
    sftp: { mode: "sftp", ...common, servicePort: sftp.port, userName: "ewc", password: PASSWORD },
    http: { mode: "http", upload: "EWC" },
  };
};

beforeAll(async () => {
  image = await tarOf([
    { name: "info.ver", content: infoText("ap1g6", VERSION) },
    { name: "part.1", content: Buffer.alloc(300_000, 7) },
  ]);
  tftp = await tftpLab();
  sftp = await startSftpRig();
  desktop = await mkdtemp(path.join(os.tmpdir(), "ewc-desktop-"));
  for (const root of [tftp.root, sftp.root, desktop]) {
    await mkdir(path.join(root, "EWC"), { recursive: true });
    await writeFile(path.join(root, "EWC/ap1g6"), image);
    await writeFile(path.join(root, "EWC/ap1g7"), image.subarray(0, 200_000));
  }
  uploaded = await openUploaded(path.join(desktop, "kept"));
  const upload = { source: path.join(desktop, "EWC"), name: "EWC" };
  expect((await (await uploaded.repository.importFolder(upload)).done).phase).toBe("done");
});
afterAll(async () => {
  await uploaded.stop();
  await rm(desktop, { recursive: true });
  await tftp.stop();
  await sftp.stop();
});
afterEach(async () => {
  await fetcher.stop();
  areOurs = true;
  ownKeys = undefined;
  known = null;
  for (const list of [events, reports, ended]) list.length = 0;
});

const openUploaded = (root: string): Promise<UploadedImages> =>
  UploadedImages.open({
    root,
    stagingDir: path.join(desktop, "staging"),
    catalog: { load: async () => [], save: async () => undefined, forget: async () => undefined },
    wall: wallClock,
    onRow: () => undefined,
    onRemoved: () => undefined,
    onImport: () => undefined,
    onEvent: () => undefined,
    onFault: (_where, cause) => {
      throw cause;
    },
  });

/** Everything that a download needs, with no simulation behind it. */
function newContext(): DownloadContext {
  const ports: DownloadContext["ports"] = {
    tftp: { fetch: fetchTftp, probe: probeTftp },
    sftp: { fetch: fetchSftp, probe: probeSftp },
    secrets: { seal: (text) => `sealed ${text}`, unseal: (sealed) => sealed.replace("sealed ", "") },
    images: {
      lookup: () => known && { imageSet: "EWC", family: "ap1g6", version: VERSION, sha512: null, ...known },
      sets: () => [],
    },
    uploaded,
    ownServer: (id) => (areOurs ? places()[id] : null),
    ownSftp: () =>
      areOurs
        ? {
            ...sftp,
            hostKeys: ownKeys ?? sftp.hostKeys.map((key) => key.sha256),
            homeOf: () => "",
            passwordOf: () => null,
            usersWithGeneratedPassword: () => [],
          }
        : null,
    ownCatalog: () => null,
    catalogClientFaults: () => ({}),
    catalog: { readReleases, downloadImage },
    stoppedServer: () => null,
    labFaults: () => [],
    settings: () => ({
      controllerIp: "172.16.4.2",
      productId: "C9120AXI-E",
      runningVersion: "17.9.4.27",
      transfer: transferSettingsSchema.parse({ timeoutSeconds: 2 }),
    }),
  };
  const knownHosts = new KnownHosts({
    documents: createMemoryStore().documents,
    wall: wallClock,
    ownHostKeys: () => ports.ownSftp()?.hostKeys ?? null,
    event: (event) => events.push(event),
    onChanged: () => undefined,
    onFault: () => undefined,
  });
  return { ports, servers: new ProfileServers(ports), knownHosts };
}

function newFetcher(context: DownloadContext): ImageFetcher {
  const own = new TransferRegistry({
    wall: wallClock,
    onRow: () => undefined,
    onEnded: (row) => ended.push(`${row.protocol} ${row.direction} ${row.outcome}`),
    identify: () => null,
    describe: () => null,
  });
  fetcher = new ImageFetcher(context, {
    wall: wallClock,
    onMeasured: () => undefined,
    clock: wallClock,
    createReader: createImageReader,
    sha512: () => {
      const hash = createHash("sha512");
      return { update: (piece) => void hash.update(piece), hex: () => hash.digest("hex") };
    },
    transfers: {
      open: (started) => own.open(started),
      ofClient: (address, port) =>
        tftp.registry.ofClient(address, port) ?? sftp.registry.ofClient(address, port),
      catchUp: () => undefined,
    },
    targetVersion: () => null,
    report: {
      started: (url) => reports.push(`started ${url}`),
      completed: (url) => reports.push(`completed ${url}`),
      failed: (url, why) => reports.push(`failed ${url} ${why.code}`),
    },
    onFault: (_where, cause) => {
      throw cause;
    },
  });
  return fetcher;
}

function fetchImage(mode: TestedMode, wanted: Partial<FetchOrder> = {}): Promise<FetchedImage> {
  const context = newContext();
  return new Promise((resolve) =>
    newFetcher(context).start({
      image: "ap1g6",
      source: sourceOf(context, orders()[mode], null),
      client: { apId: "ap-1", name: "AP-1", ip: "172.16.4.33" },
      apId: "ap-1",
      wanted: { family: "ap1g6", version: VERSION },
      onAnnounced: () => undefined,
      onProgress: () => undefined,
      onEnd: resolve,
      ...wanted,
    }),
  );
}

const sha512 = () => createHash("sha512").update(image).digest("hex");
const url = (mode: TestedMode, file: string) => {
  const own = ownServerOf(mode);
  const server = own === undefined ? "" : `127.0.0.1:${places()[own].port}/`;
  return `${modeContracts[mode].urlPrefix}${server}${imagePathOf(orders()[mode], file)}`;
};

describe.each(testedModes)("in %s mode", (mode) => {
  test("an image is fetched whole, its version is read, and start and end are reported", async () => {
    expect(await fetchImage(mode)).toMatchObject({
      ok: true,
      bytes: image.length,
      image: { sizeBytes: image.length, version: VERSION },
    });
    expect(reports).toEqual([`started ${url(mode, "ap1g6")}`, `completed ${url(mode, "ap1g6")}`]);
  });

  test("an image of another version than the wanted one is refused", async () => {
    const result = await fetchImage(mode, { wanted: { family: "ap1g6", version: "17.9.4.27" } });
    expect(result).toMatchObject({ ok: false, fault: { code: "wrong-version" } });
  });

  test("an image that is cut short is refused", async () => {
    const result = await fetchImage(mode, { image: "ap1g7", wanted: { family: "ap1g6", version: null } });
    expect(result).toMatchObject({ ok: false, fault: { code: "image-damaged" } });
    expect(reports.at(-1)).toBe(`failed ${url(mode, "ap1g7")} image-damaged`);
  });

  test("a fetch stops as soon as there is no room for the image", async () => {
    const result = await fetchImage(mode, { room: () => 1000 });
    expect(result).toMatchObject({ ok: false, fault: { code: "disk-full" } });
  });

  test("a probe says for each image whether it is there, and its size", async () => {
    const context = newContext();
    newFetcher(context);
    const answers = new Map<string, Probed>();
    const patience = { timeoutMs: 5000, tries: 2, atOnce: 2 };
    const source = sourceOf(context, orders()[mode], null);
    await probeSource(context, source, ["ap1g6", "ap3g3"], patience, (name, answer) => {
      answers.set(name, answer);
      return true;
    });
    expect(answers.get("ap1g6")).toMatchObject({ found: true, sizeBytes: image.length });
    expect(answers.get("ap3g3")).toMatchObject({ found: false, fault: { code: "file-not-found" } });
  });
});

describe.each(serverModes)("from the server of %s mode", (mode) => {
  test("an image whose digest is not that of the repository is refused, though every byte arrived", async () => {
    known = { sha512: sha512() };
    expect((await fetchImage(mode)).ok).toBe(true);
    await fetcher.stop();
    known = { sha512: "0".repeat(128) };
    expect(await fetchImage(mode)).toMatchObject({ ok: false, fault: { code: "digest-mismatch" } });
  });

  test("a fetch from a server that is not ours has a transfer row of its own", async () => {
    areOurs = false;
    expect((await fetchImage(mode)).ok).toBe(true);
    expect(ended).toEqual([`${modeContracts[mode].protocol} fetch complete`]);
  });
});

describe("from an uploaded image", () => {
  const probe = async (name: string): Promise<Probed | undefined> => {
    const context = newContext();
    newFetcher(context);
    const answers: Probed[] = [];
    const source = sourceOf(context, orders().http, null);
    await probeSource(context, source, [name], { timeoutMs: 0, tries: 1, atOnce: 1 }, (_, answer) => {
      answers.push(answer);
      return true;
    });
    return answers[0];
  };

  test("a fetch is no transfer of its own, because nothing crosses a network", async () => {
    expect((await fetchImage("http")).ok).toBe(true);
    expect(ended).toEqual([]);
  });

  test("a damaged image is named as damaged before anything is fetched", async () => {
    expect(await probe("ap1g7")).toMatchObject({ found: false, fault: { code: "image-damaged" } });
  });

  test("the version of an image is known before it is fetched", async () => {
    expect(await probe("ap1g6")).toMatchObject({ found: true, version: VERSION });
  });

  test("an image that has changed since it was uploaded is refused", async () => {
    const kept = path.join(desktop, "kept/EWC/ap1g6");
    await appendFile(kept, Buffer.alloc(512));
    const changed = await fetchImage("http");
    await writeFile(kept, image);
    expect(changed).toMatchObject({ ok: false, fault: { code: "digest-mismatch" } });
  });
});

test("the host key of our own SFTP server is known without a first use, and no other key is accepted at its address", async () => {
  expect(await fetchImage("sftp")).toMatchObject({ ok: true });
  expect(events).toEqual([]);
  ownKeys = [`SHA256:${"A".repeat(43)}`];
  expect(await fetchImage("sftp")).toMatchObject({ ok: false, fault: { code: "host-key-changed" } });
});

test("the host key of another SFTP server is pinned at the first fetch", async () => {
  areOurs = false;
  await fetchImage("sftp");
  expect(events).toMatchObject([{ type: "host-key.pinned", data: { server: "127.0.0.1", port: sftp.port } }]);
});
