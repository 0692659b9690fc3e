/** Clients and servers that nobody here wrote. What this machine has not is skipped, and the report says so. */
import { chmod, readFile } from "node:fs/promises";
import path from "node:path";
import tftp from "tftp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freeUdpPort, installed, type Ran, run, startProgram } from "@/lib/testing/installed-programs";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { fetchTftp, probeTftp } from "./tftp-client";

const IMAGE_BYTES = 3_000_017;
/** More blocks of 512 than 16 bits can count. */
const WRAP_BYTES = 70_000 * 512 + 100;

let lab: TftpLab;
const digests: Record<string, string> = {};

beforeAll(async () => {
  lab = await tftpLab();
  await chmod(lab.root, 0o755); // servers that change their user still have to read it
  digests["EWC/ap1g8"] = await lab.file("EWC/ap1g8", IMAGE_BYTES);
  digests.half = await lab.file("half", 500_000);
  digests.exact = await lab.file("exact", 1428 * 100);
  digests.wrap = await lab.file("wrap", WRAP_BYTES);
  digests.small = await lab.file("small", 70_000 * 8 + 3);
});
afterAll(async () => {
  await until(() => lab.ledger.live === 1);
  await lab.stop();
});

/** How each client is told to fetch `remote` from the lab into `local` at a block size. */
type Fetch = (lab: TftpLab, remote: string, local: string, blockSize: number) => Promise<Ran>;
const clients: { name: string; program: string; blockSizes: number[]; fetch: Fetch }[] = [
  {
    name: "curl",
    program: "curl",
    blockSizes: [512, 1428, 65464],
    fetch: ({ address, port }, remote, local, blockSize) =>
      run("curl", [
        "-sS",
        "--tftp-blksize",
        `${blockSize}`,
        "-o",
        local,
        `tftp://${address}:${port}/${remote}`,
      ]),
  },
  {
    // It knows no options: this is RFC 1350 and nothing else.
    name: "tftp-hpa",
    program: "tftp",
    blockSizes: [512],
    fetch: ({ address, port }, remote, local) =>
      run("tftp", ["-m", "binary", address, `${port}`, "-c", "get", remote, local]),
  },
  {
    name: "atftp, window 16",
    program: "atftp",
    blockSizes: [512, 1428, 65464],
    fetch: ({ address, port }, remote, local, blockSize) =>
      run("atftp", [
        ...["--option", "windowsize 16", "--option", `blksize ${blockSize}`, "--option", "tsize 0"],
        ...["-g", "-r", remote, "-l", local, address, `${port}`],
      ]),
  },
  {
    name: "busybox",
    program: "busybox",
    blockSizes: [512, 1428, 65464],
    fetch: ({ address, port }, remote, local, blockSize) =>
      run("busybox", ["tftp", "-g", "-b", `${blockSize}`, "-r", remote, "-l", local, address, `${port}`]),
  },
];

describe.each(clients)("our server, asked by $name", ({ program, blockSizes, fetch }) => {
  const there = installed(program) !== undefined;
  const local = () => path.join(lab.root, `.fetched-${program}`);

  test.skipIf(!there).each(blockSizes)("an image at %i bytes a block", async (blockSize) => {
    const ran = await fetch(lab, "EWC/ap1g8", local(), blockSize);
    expect(sha256(await readFile(local())), ran.output).toBe(digests["EWC/ap1g8"]);
    await until(() => lab.registry.size === 0);
    expect(lab.ended.at(-1)).toMatchObject({ outcome: "complete", options: { blockSize } });
  });

  test.skipIf(!there)("a file whose size is a multiple of the block size", async () => {
    const ran = await fetch(lab, "exact", local(), blockSizes.includes(1428) ? 1428 : 512);
    expect(sha256(await readFile(local())), ran.output).toBe(digests.exact);
  });

  test.skipIf(!there)("more than 65,535 blocks", async () => {
    const ran = await fetch(lab, "wrap", local(), 512);
    expect(sha256(await readFile(local())), ran.output).toBe(digests.wrap);
  });

  test.skipIf(!there)("a wrong path is told in the server's words", async () => {
    const ran = await fetch(lab, "Wrong-Path/ap1g6", local(), 512);
    // curl 8 loses the words and keeps the number: 68 is its "file not found".
    if (ran.code !== 68) expect(ran.output).toMatch(/not found/i);
  });
});

test.skipIf(installed("atftp") === undefined)("atftp uses the window that was agreed", async () => {
  await clients[2]?.fetch(lab, "EWC/ap1g8", path.join(lab.root, ".fetched-window"), 1428);
  await until(() => lab.registry.size === 0);
  expect(lab.ended.at(-1)?.options).toMatchObject({ windowSize: 16, blockSize: 1428 });
});

describe("our server, asked by the npm package tftp", () => {
  test.each([
    [512, 1],
    [1428, 4],
    [65464, 1],
  ])("an image at %i bytes a block, window %i", async (blockSize, windowSize) => {
    const { address, port } = lab;
    const local = path.join(lab.root, ".fetched-npm");
    const client = tftp.createClient({ host: address, port, blockSize, windowSize, retries: 10 });
    await new Promise<void>((resolve, reject) => {
      client.get("EWC/ap1g8", local, (error) => (error ? reject(error) : resolve()));
    });
    expect(sha256(await readFile(local))).toBe(digests["EWC/ap1g8"]);
  });
});

const fetchOurs = async (
  server: { address: string; port: number },
  remote: string,
  blockSize: number,
  windowSize = 1,
) => {
  const pieces: Uint8Array[] = [];
  const result = await fetchTftp({
    server: server.address,
    port: server.port,
    path: remote,
    blockSize,
    windowSize,
    timeoutMs: 2000,
    retries: 5,
    sink: (piece) => void pieces.push(piece),
  });
  return { result, digest: sha256(Buffer.concat(pieces)) };
};

describe("our server, asked by our client", () => {
  test.each([
    ["EWC/ap1g8", 512, 1],
    ["EWC/ap1g8", 1428, 1],
    ["EWC/ap1g8", 65464, 1],
    ["EWC/ap1g8", 1428, 64],
    ["exact", 1428, 16],
    ["small", 8, 1],
    ["small", 8, 64],
    ["wrap", 512, 16],
  ])("%s at %i bytes a block, window %i", async (remote, blockSize, windowSize) => {
    const { result, digest } = await fetchOurs(lab, remote, blockSize, windowSize);
    expect(result).toMatchObject({ ok: true, blockSize, windowSize });
    expect(digest).toBe(digests[remote]);
  });

  test("a hundred at once, and every digest is right", async () => {
    const before = lab.ended.length;
    const all = await Promise.all(Array.from({ length: 100 }, () => fetchOurs(lab, "half", 1428)));
    expect(new Set(all.map(({ digest }) => digest))).toEqual(new Set([digests.half]));
    await until(() => lab.ended.length >= before + 100);
    expect(lab.server().peakTransfers).toBeGreaterThanOrEqual(50);
  });
});

test.skipIf(installed("curl") === undefined)(
  "twenty programs of curl at once, and every digest is right",
  async () => {
    const locals = Array.from({ length: 20 }, (_, i) => path.join(lab.root, `.fetched-curl-${i}`));
    const curl = clients[0]?.fetch;
    await Promise.all(locals.map((local) => curl?.(lab, "EWC/ap1g8", local, 1428)));
    const fetched = await Promise.all(locals.map(async (local) => sha256(await readFile(local))));
    expect(new Set(fetched)).toEqual(new Set([digests["EWC/ap1g8"]]));
  },
);

const isRoot = process.getuid?.() === 0;
const servers: {
  name: string;
  program: string;
  canStart: boolean;
  windows: boolean;
  args: (port: number) => string[];
}[] = [
  {
    name: "tftpd-hpa",
    program: "in.tftpd",
    canStart: isRoot, // it changes its root folder
    windows: false,
    args: (port) => ["-L", "-a", `127.0.0.1:${port}`, "-s", lab.root],
  },
  {
    name: "atftpd",
    program: "atftpd",
    canStart: isRoot, // it changes its user
    windows: true,
    args: (port) => [
      ...["--daemon", "--no-fork", "--port", `${port}`, "--bind-address", "127.0.0.1"],
      ...["--user", "root", "--group", "root", lab.root],
    ],
  },
];

describe.each(servers)("our client, at the server of $name", ({ program, canStart, windows, args }) => {
  const file = installed(program);
  const skip = file === undefined || !canStart;
  let server: { address: string; port: number };
  let running: ReturnType<typeof startProgram> | undefined;

  beforeEach(async () => {
    if (file === undefined || skip) return;
    server = { address: "127.0.0.1", port: await freeUdpPort() };
    running = startProgram(file, args(server.port));
    const peer = { server: server.address, port: server.port, path: "exact", timeoutMs: 100, retries: 3 };
    while (!(await probeTftp(peer)).found);
  });
  afterEach(() => running?.stop());

  test.skipIf(skip)("images at every block size, and a wrap", async () => {
    for (const blockSize of [512, 1428, 65464]) {
      const { result, digest } = await fetchOurs(server, "EWC/ap1g8", blockSize);
      expect(result).toMatchObject({ ok: true, announcedSize: IMAGE_BYTES, blockSize });
      expect(digest).toBe(digests["EWC/ap1g8"]);
    }
    expect((await fetchOurs(server, "wrap", 512)).digest).toBe(digests.wrap);
  });

  test.skipIf(skip)(
    windows ? "a window that it grants" : "one packet at a time where it grants no window",
    async () => {
      const { result, digest } = await fetchOurs(server, "EWC/ap1g8", 1428, 16);
      expect(result).toMatchObject({ ok: true, windowSize: windows ? 16 : 1 });
      expect(digest).toBe(digests["EWC/ap1g8"]);
    },
  );

  test.skipIf(skip)("ten at once", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => fetchOurs(server, "EWC/ap1g8", 1428)));
    expect(new Set(all.map(({ digest }) => digest))).toEqual(new Set([digests["EWC/ap1g8"]]));
  });

  test.skipIf(skip)("no such file, in its own words", async () => {
    const { result } = await fetchOurs(server, "Wrong-Path/ap1g6", 1428);
    expect(result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  });

  test.skipIf(skip)("the size alone", async () => {
    const peer = { server: server.address, port: server.port, timeoutMs: 1000, retries: 3 };
    expect(await probeTftp({ ...peer, path: "EWC/ap1g8" })).toEqual({ found: true, sizeBytes: IMAGE_BYTES });
    expect(await probeTftp({ ...peer, path: "nowhere" })).toMatchObject({ found: false });
  });

  test.skipIf(skip)("when its program ends in the middle, the fetch says so", async () => {
    let stopping: Promise<void> | undefined;
    const result = await fetchTftp({
      server: server.address,
      port: server.port,
      path: "wrap",
      blockSize: 512,
      windowSize: 1,
      timeoutMs: 300,
      retries: 3,
      sink: () => undefined,
      onProgress: () => {
        stopping ??= running?.kill();
      },
    });
    await stopping;
    // tftpd-hpa gives each transfer a process of its own, which outlives the one that listens.
    if (program === "atftpd") expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
    else expect(result).toMatchObject({ ok: true, bytes: WRAP_BYTES });
  });
});
