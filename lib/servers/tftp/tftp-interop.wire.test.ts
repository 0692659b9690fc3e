/** Our server against independent clients, and our client against independent servers; missing ones are skipped with a reason. */
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import tftp from "tftp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  freeUdpPort,
  installed,
  type Ran,
  run,
  startProgram,
  titleWith,
} from "@/lib/testing/installed-programs";
import { sha256, type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { fetchTftp, probeTftp } from "./tftp-client";

const IMAGE_BYTES = 3_000_017;
/** More blocks of 512 than 16 bits can count. */
const WRAP_BYTES = 70_000 * 512 + 100;

let lab: TftpLab;
const digests: Record<string, string> = {};

beforeAll(async () => {
  lab = await tftpLab({ operation: { writes: "create-and-overwrite" } });
  await chmod(lab.root, 0o755); // for servers that change to another user
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

/** Runs `file`, the client's program, so that it fetches `remote` from the lab into `local` with a block size. */
type Fetch = (file: string, lab: TftpLab, remote: string, local: string, blockSize: number) => Promise<Ran>;
/** Runs `file` so that it writes `local` to `remote`. It runs in the folder of `local`. */
type Put = (file: string, lab: TftpLab, local: string, remote: string) => Promise<Ran>;
type IndependentClient = { name: string; program: string; blockSizes: number[]; fetch: Fetch; put: Put };

const curl: IndependentClient = {
  name: "curl",
  program: "curl",
  blockSizes: [512, 1428, 65464],
  fetch: (file, { address, port }, remote, local, blockSize) =>
    run(file, ["-sS", "--tftp-blksize", `${blockSize}`, "-o", local, `tftp://${address}:${port}/${remote}`]),
  put: (file, { address, port }, local, remote) =>
    run(file, ["-sS", "--tftp-blksize", "1428", "-T", local, `tftp://${address}:${port}/${remote}`]),
};
/** Sends no options, so this is plain RFC 1350. */
const tftpHpa: IndependentClient = {
  name: "tftp-hpa",
  program: "tftp",
  blockSizes: [512],
  fetch: (file, { address, port }, remote, local) =>
    run(file, ["-m", "binary", address, `${port}`, "-c", "get", remote, local]),
  put: (file, { address, port }, local, remote) =>
    run(file, ["-m", "binary", address, `${port}`, "-c", "put", local, remote]),
};
const atftp: IndependentClient = {
  name: "atftp, window 16",
  program: "atftp",
  blockSizes: [512, 1428, 65464],
  fetch: (file, { address, port }, remote, local, blockSize) =>
    run(file, [
      ...["--option", "windowsize 16", "--option", `blksize ${blockSize}`, "--option", "tsize 0"],
      ...["-g", "-r", remote, "-l", local, address, `${port}`],
    ]),
  put: (file, { address, port }, local, remote) =>
    run(file, [
      ...["--option", "windowsize 16", "--option", "blksize 1428", "--option", "tsize 0"],
      ...["-p", "-r", remote, "-l", local, address, `${port}`],
    ]),
};
const busybox: IndependentClient = {
  name: "busybox",
  program: "busybox",
  blockSizes: [512, 1428, 65464],
  fetch: (file, { address, port }, remote, local, blockSize) =>
    run(file, ["tftp", "-g", "-b", `${blockSize}`, "-r", remote, "-l", local, address, `${port}`]),
  put: (file, { address, port }, local, remote) =>
    run(file, ["tftp", "-p", "-b", "1428", "-r", remote, "-l", local, address, `${port}`]),
};
const clients = [curl, tftpHpa, atftp, busybox].map((client) => ({
  ...client,
  title: titleWith(client.program, `our server with ${client.name} as the client`),
}));

describe.each(clients)("$title", ({ program, blockSizes, fetch, put }) => {
  const file = installed(program) ?? "";
  const missing = file === "";
  const local = () => path.join(lab.root, `.fetched-${program}`);

  test.skipIf(missing).each(blockSizes)("sends an image with a block size of %i", async (blockSize) => {
    const ran = await fetch(file, lab, "EWC/ap1g8", local(), blockSize);
    expect(sha256(await readFile(local())), ran.output).toBe(digests["EWC/ap1g8"]);
    await until(() => lab.registry.size === 0);
    expect(lab.ended.at(-1)).toMatchObject({ outcome: "complete", options: { blockSize } });
  });

  test.skipIf(missing)("sends a file whose size is a multiple of the block size", async () => {
    const ran = await fetch(file, lab, "exact", local(), blockSizes.includes(1428) ? 1428 : 512);
    expect(sha256(await readFile(local())), ran.output).toBe(digests.exact);
  });

  test.skipIf(missing)("sends a file of more than 65,535 blocks", async () => {
    const ran = await fetch(file, lab, "wrap", local(), 512);
    expect(sha256(await readFile(local())), ran.output).toBe(digests.wrap);
  });

  test.skipIf(missing).each(["half", "exact", "wrap"])(
    "receives %s, and shows it as a transfer",
    async (name) => {
      const before = lab.ended.length;
      await mkdir(path.join(lab.root, "written"), { recursive: true });
      const ran = await put(file, lab, path.join(lab.root, name), `written/${program}`);
      expect(sha256(await readFile(path.join(lab.root, "written", program))), ran.output).toBe(digests[name]);
      await until(() => lab.registry.size === 0);
      expect(lab.ended.slice(before)).toMatchObject([
        { direction: "receive", path: `written/${program}`, outcome: "complete" },
      ]);
    },
  );

  test.skipIf(missing)("refuses to receive a file outside the folders that exist", async () => {
    const local = path.join(lab.root, ".to-send");
    await writeFile(local, "text");
    const ran = await put(file, lab, local, "none/file");
    // curl reports the error code only, as its own exit code 68; the others print our message.
    if (program === "curl") expect(ran.code).toBe(68);
    else expect(ran.output).toMatch(/folder does not exist/i);
  });

  test.skipIf(missing)("answers a wrong path with 'File not found'", async () => {
    const ran = await fetch(file, lab, "Wrong-Path/ap1g6", local(), 512);
    // curl reports the error code only, as its own exit code 68; the others print our message.
    if (program === "curl") expect(ran.code).toBe(68);
    else expect(ran.output).toMatch(/file not found/i);
    expect(lab.lines.at(-1)).toBe("sending NAK (1, File not found) to 127.0.0.1");
  });
});

test.skipIf(!installed("atftp"))(
  titleWith("atftp", "our server grants atftp the window of 16 that it asks for"),
  async () => {
    await atftp.fetch(
      installed("atftp") ?? "",
      lab,
      "EWC/ap1g8",
      path.join(lab.root, ".fetched-window"),
      1428,
    );
    await until(() => lab.registry.size === 0);
    expect(lab.ended.at(-1)?.options).toMatchObject({ windowSize: 16, blockSize: 1428 });
  },
);

describe("our server with the npm package tftp as the client", () => {
  test.each([
    [512, 1],
    [1428, 4],
    [65464, 1],
  ])("sends an image with a block size of %i and a window of %i", async (blockSize, windowSize) => {
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

describe("our server with our client", () => {
  test.each([
    ["EWC/ap1g8", 512, 1],
    ["EWC/ap1g8", 1428, 1],
    ["EWC/ap1g8", 65464, 1],
    ["EWC/ap1g8", 1428, 64],
    ["exact", 1428, 16],
    ["small", 8, 1],
    ["small", 8, 64],
    ["wrap", 512, 16],
  ])("transfers %s with a block size of %i and a window of %i", async (remote, blockSize, windowSize) => {
    const { result, digest } = await fetchOurs(lab, remote, blockSize, windowSize);
    expect(result).toMatchObject({ ok: true, blockSize, windowSize });
    expect(digest).toBe(digests[remote]);
  });

  test("transfers a hundred files at once, at least fifty of them in parallel, all intact", async () => {
    const before = lab.ended.length;
    const all = await Promise.all(Array.from({ length: 100 }, () => fetchOurs(lab, "half", 1428)));
    expect(new Set(all.map(({ digest }) => digest))).toEqual(new Set([digests.half]));
    await until(() => lab.ended.length >= before + 100);
    expect(lab.server().peakTransfers).toBeGreaterThanOrEqual(50);
  });
});

test.skipIf(!installed("curl"))(
  titleWith("curl", "our server sends intact images to twenty curl processes at once"),
  async () => {
    const locals = Array.from({ length: 20 }, (_, i) => path.join(lab.root, `.fetched-curl-${i}`));
    const file = installed("curl") ?? "";
    await Promise.all(locals.map((local) => curl.fetch(file, lab, "EWC/ap1g8", local, 1428)));
    const fetched = await Promise.all(locals.map(async (local) => sha256(await readFile(local))));
    expect(new Set(fetched)).toEqual(new Set([digests["EWC/ap1g8"]]));
  },
);

const isRoot = process.getuid?.() === 0;
const servers: {
  name: string;
  program: string;
  /** The server knows the windowsize option (RFC 7440). */
  hasWindows: boolean;
  args: (port: number) => string[];
}[] = [
  {
    name: "tftpd-hpa",
    program: "in.tftpd",
    hasWindows: false,
    args: (port) => ["-L", "-a", `127.0.0.1:${port}`, "-s", lab.root],
  },
  {
    name: "atftpd",
    program: "atftpd",
    hasWindows: true,
    args: (port) => [
      ...["--daemon", "--no-fork", "--port", `${port}`, "--bind-address", "127.0.0.1"],
      ...["--user", "root", "--group", "root", lab.root],
    ],
  },
];

const titledServers = servers.map((server) => {
  const title = `our client with ${server.name} as the server`;
  return {
    ...server,
    title: isRoot ? titleWith(server.program, title) : `${title} (skipped: it needs root)`,
  };
});
describe.each(titledServers)("$title", ({ program, hasWindows, args }) => {
  const file = installed(program);
  const skip = file === undefined || !isRoot;
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

  test.skipIf(skip)("fetches images with every block size, and more than 65,535 blocks", async () => {
    for (const blockSize of [512, 1428, 65464]) {
      const { result, digest } = await fetchOurs(server, "EWC/ap1g8", blockSize);
      expect(result).toMatchObject({ ok: true, announcedSize: IMAGE_BYTES, blockSize });
      expect(digest).toBe(digests["EWC/ap1g8"]);
    }
    expect((await fetchOurs(server, "wrap", 512)).digest).toBe(digests.wrap);
  });

  test.skipIf(skip)(
    hasWindows ? "uses the window that the server grants" : "uses a window of 1 when the server grants none",
    async () => {
      const { result, digest } = await fetchOurs(server, "EWC/ap1g8", 1428, 16);
      expect(result).toMatchObject({ ok: true, windowSize: hasWindows ? 16 : 1 });
      expect(digest).toBe(digests["EWC/ap1g8"]);
    },
  );

  test.skipIf(skip)("fetches ten images at once, all intact", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => fetchOurs(server, "EWC/ap1g8", 1428)));
    expect(new Set(all.map(({ digest }) => digest))).toEqual(new Set([digests["EWC/ap1g8"]]));
  });

  test.skipIf(skip)("reports a missing file as file-not-found", async () => {
    const { result } = await fetchOurs(server, "Wrong-Path/ap1g6", 1428);
    expect(result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  });

  test.skipIf(skip)("asks for the size of a file without fetching it", async () => {
    const peer = { server: server.address, port: server.port, timeoutMs: 1000, retries: 3 };
    expect(await probeTftp({ ...peer, path: "EWC/ap1g8" })).toEqual({ found: true, sizeBytes: IMAGE_BYTES });
    expect(await probeTftp({ ...peer, path: "nowhere" })).toMatchObject({
      found: false,
      fault: { code: "file-not-found" },
    });
  });

  const killed =
    program === "atftpd"
      ? "reports server-gone when the server is killed during the transfer"
      : "completes the transfer when the listening process is killed, because each transfer has its own process";
  test.skipIf(skip)(killed, async () => {
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
    if (program === "atftpd") expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
    else expect(result).toMatchObject({ ok: true, bytes: WRAP_BYTES });
  });
});
