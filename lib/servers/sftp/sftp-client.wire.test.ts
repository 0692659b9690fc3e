/** Our SFTP client with our server, with OpenSSH's, and with servers that misbehave. */
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, truncateSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { FaultError, fault } from "@/lib/contracts/fault";
import { PASSWORD, type SftpRig, startSftpRig } from "@/lib/testing/sftp-rig";
import { type SshdRig, sshd, startSshd } from "@/lib/testing/sshd-rig";
import { fetchSftp, probeSftp, type SftpFetchRequest } from "./sftp-client";

const IMAGE_BYTES = 5 * 1024 * 1024 + 321;
const image = randomBytes(IMAGE_BYTES);
const sha512 = (bytes: Uint8Array) => createHash("sha512").update(bytes).digest("hex");

let rig: SftpRig;
beforeAll(async () => {
  rig = await startSftpRig({ settings: { blockAfterFailures: 1000 } });
  await mkdir(path.join(rig.root, "EWC_17_12_1"));
  await writeFile(path.join(rig.root, "EWC_17_12_1/ap1g8"), image);
  await writeFile(path.join(rig.root, "empty"), "");
  await writeFile(path.join(rig.root, "closed"), "not readable");
  chmodSync(path.join(rig.root, "closed"), 0o000);
});
afterAll(() => rig.stop());

const toClose: (() => void)[] = [];
afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

type Options = Partial<SftpFetchRequest>;

/** A request for the image to our server, changed by `options`. `pieces` collects the file. */
function request(options: Options = {}): SftpFetchRequest & { pieces: Uint8Array[] } {
  const pieces: Uint8Array[] = [];
  return {
    server: rig.address,
    port: rig.port,
    user: "ewc",
    password: PASSWORD,
    path: "EWC_17_12_1/ap1g8",
    timeoutMs: 20_000,
    sink: (piece) => pieces.push(piece),
    ...options,
    pieces,
  };
}

/** Starts a TCP server that is closed after the test. @returns its port */
async function serve(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  toClose.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const bound = server.address();
  return bound && typeof bound === "object" ? bound.port : 0;
}

/** Starts a proxy to our server that calls `then` after `bytes` from the server. @returns its port */
const proxy = (bytes: number, then: (client: Socket, upstream: Socket) => void): Promise<number> =>
  serve((client) => {
    const upstream = connect(rig.port, rig.address);
    toClose.push(() => upstream.destroy());
    upstream.on("error", () => undefined);
    client.pipe(upstream);
    let passed = 0;
    upstream.on("data", (chunk) => {
      if (passed > bytes) return;
      passed += chunk.length;
      client.write(chunk);
      if (passed > bytes) then(client, upstream);
    });
  });

test("a file arrives intact, with its size announced first and progress that only grows", async () => {
  const announced: (number | null)[] = [];
  const progress: number[] = [];
  const asked = request({ onAnnounced: (size) => announced.push(size), onProgress: (n) => progress.push(n) });
  const result = await fetchSftp(asked);
  expect(result).toMatchObject({ ok: true, bytes: IMAGE_BYTES, announcedSize: IMAGE_BYTES });
  expect(sha512(Buffer.concat(asked.pieces))).toBe(sha512(image));
  expect(announced).toEqual([IMAGE_BYTES]);
  expect(progress.at(-1)).toBe(IMAGE_BYTES);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
});

test("an empty file is fetched", async () => {
  expect(await fetchSftp(request({ path: "/empty" }))).toMatchObject({
    ok: true,
    bytes: 0,
    announcedSize: 0,
  });
});

test("the result has the host key, which is accepted when pinned; with another pinned key the login is refused", async () => {
  rig.lines.length = 0;
  const first = await fetchSftp(request());
  const ed25519 = rig.hostKeys.find((key) => key.type === "ed25519")?.sha256;
  expect(first.hostKey).toBe(ed25519);
  expect(await fetchSftp(request({ expectedHostKey: first.hostKey }))).toMatchObject({ ok: true });
  const asked = request({ expectedHostKey: `SHA256:${"A".repeat(43)}` });
  const changed = await fetchSftp(asked);
  expect(changed).toMatchObject({
    ok: false,
    bytes: 0,
    hostKey: ed25519,
    fault: { code: "host-key-changed", message: "Host key verification failed" },
  });
  expect(rig.lines.filter((line) => line.startsWith("Accepted")).length).toBe(2);
});

test("a wrong password and an unknown user are both authentication-failed", async () => {
  for (const wrong of [{ password: "wrong" }, { user: "no-such-user" }]) {
    expect(await fetchSftp(request(wrong))).toMatchObject({
      ok: false,
      fault: { code: "authentication-failed", message: "Authentication failed" },
    });
  }
});

test("a missing file, a folder and an unreadable file have their faults", async () => {
  expect(await fetchSftp(request({ path: "EWC_17_12_1/ap3g3" }))).toMatchObject({
    ok: false,
    fault: { code: "file-not-found", message: "No such file or directory" },
  });
  expect(await fetchSftp(request({ path: "EWC_17_12_1" }))).toMatchObject({
    ok: false,
    fault: { code: "peer-error" },
  });
  expect(await fetchSftp(request({ path: "closed" }))).toMatchObject({
    ok: false,
    fault: { code: "access-violation", message: "Permission denied" },
  });
});

test("a port where nothing listens is connection-refused", async () => {
  const port = await serve(() => undefined);
  for (const close of toClose.splice(0)) close();
  expect(await fetchSftp(request({ port }))).toMatchObject({
    ok: false,
    fault: { code: "connection-refused", message: "Connection refused" },
  });
});

test("a server that accepts the connection and sends nothing is timed-out", async () => {
  const port = await serve(() => undefined);
  expect(await fetchSftp(request({ port, timeoutMs: 100 }))).toMatchObject({
    ok: false,
    fault: { code: "timed-out", message: "The server accepted the connection but sent nothing." },
  });
});

test("a host name that does not exist is network-unreachable", async () => {
  // RFC 6761 §6.4: no name below "invalid" exists.
  const result = await fetchSftp(request({ server: "name.invalid", timeoutMs: 20_000 }));
  expect(result).toMatchObject({ ok: false, fault: { code: "network-unreachable" } });
});

test("a connection that is reset or closed during the transfer is server-gone", async () => {
  const reset = await proxy(2_000_000, (client) => client.resetAndDestroy());
  expect(await fetchSftp(request({ port: reset }))).toMatchObject({
    ok: false,
    fault: { code: "server-gone" },
  });
  const port = await proxy(2_000_000, (client) => client.end());
  const result = await fetchSftp(request({ port }));
  expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  expect(result.bytes).toBeGreaterThan(0);
  expect(result.bytes).toBeLessThan(IMAGE_BYTES);
});

test("a server that stops sending during the transfer is server-gone", async () => {
  const port = await proxy(2_000_000, () => undefined);
  expect(await fetchSftp(request({ port, timeoutMs: 2000 }))).toMatchObject({
    ok: false,
    fault: { code: "server-gone" },
  });
});

test("a server that closes the connection before the login is peer-error", async () => {
  const port = await serve((socket) => socket.end("SSH-2.0-Other\r\n"));
  expect(await fetchSftp(request({ port }))).toMatchObject({ ok: false, fault: { code: "peer-error" } });
});

test("a server of another protocol is protocol-error", async () => {
  const port = await serve((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n".repeat(600)));
  expect(await fetchSftp(request({ port }))).toMatchObject({ ok: false, fault: { code: "protocol-error" } });
});

test("a file that is truncated during the fetch is size-mismatch", async () => {
  const file = path.join(rig.root, "shrinking");
  await writeFile(file, randomBytes(8 * 1024 * 1024));
  let shrunk = false;
  const result = await fetchSftp(
    request({
      path: "shrinking",
      sink: () => {
        if (!shrunk) truncateSync(file, 1000);
        shrunk = true;
      },
    }),
  );
  expect(result).toMatchObject({ ok: false, fault: { code: "size-mismatch" } });
});

test("a fault that the sink throws ends the fetch with this fault", async () => {
  const full = fault("disk-full");
  const sink = () => {
    throw new FaultError(full);
  };
  expect(await fetchSftp(request({ sink }))).toMatchObject({ ok: false, fault: full });
});

test("a fetch can be aborted before it connects and during the transfer", async () => {
  const aborted = { ok: false, fault: { code: "aborted" } };
  expect(await fetchSftp(request({ signal: AbortSignal.abort() }))).toMatchObject(aborted);
  const control = new AbortController();
  const asked = request({ signal: control.signal, onProgress: () => control.abort() });
  const result = await fetchSftp(asked);
  expect(result).toMatchObject(aborted);
  expect(result.bytes).toBeLessThan(IMAGE_BYTES);
});

test("connects from the given local address, or from any when this machine does not have it", async () => {
  const bound: string[] = [];
  const onBound = ({ address }: { address: string }) => bound.push(address);
  expect(await fetchSftp(request({ localAddress: "127.0.0.9", onBound }))).toMatchObject({ ok: true });
  expect(await fetchSftp(request({ localAddress: "192.0.2.77", onBound }))).toMatchObject({ ok: true });
  expect(bound[1]).toBe("127.0.0.1");
  // Only Linux has all of 127.0.0.0/8 on its loopback interface.
  if (process.platform === "linux") expect(bound[0]).toBe("127.0.0.9");
});

test("many paths are probed in one session", async () => {
  const before = rig.lines.filter((line) => line.startsWith("Accepted")).length;
  const { path: _, sink: __, ...peer } = request();
  const missing = Array.from({ length: 40 }, (_unused, n) => `EWC_17_12_1/none-${n}`);
  const result = await probeSftp({ ...peer, paths: ["EWC_17_12_1/ap1g8", "EWC_17_12_1", ...missing] });
  if (!result.ok) throw new Error(result.fault.message);
  expect(result.files.slice(0, 2)).toMatchObject([
    { found: true, sizeBytes: IMAGE_BYTES, isFolder: false },
    { found: true, isFolder: true },
  ]);
  expect(result.files.slice(2).every((file) => !file.found && file.fault.code === "file-not-found")).toBe(
    true,
  );
  expect(rig.lines.filter((line) => line.startsWith("Accepted")).length).toBe(before + 1);
  expect(await probeSftp({ ...peer, password: "wrong", paths: [] })).toMatchObject({
    ok: false,
    fault: { code: "authentication-failed" },
  });
});

test("our server logs a fetch as OpenSSH does, and records it as one transfer", async () => {
  await rig.until(() => rig.server.connections().length === 0);
  rig.lines.length = 0;
  rig.ended.length = 0;
  await fetchSftp(request());
  await rig.until(() => rig.server.connections().length === 0);
  const port = /port (\d+)/.exec(rig.lines[0] ?? "")?.[1];
  expect(rig.lines).toEqual([
    `Accepted password for ewc from 127.0.0.1 port ${port} ssh2`,
    "session opened for local user ewc from [127.0.0.1]",
    'open "/EWC_17_12_1/ap1g8" flags READ mode 0666',
    `close "/EWC_17_12_1/ap1g8" bytes read ${IMAGE_BYTES} written 0`,
    "session closed for local user ewc from [127.0.0.1]",
    `Disconnected from user ewc 127.0.0.1 port ${port}`,
  ]);
  expect(rig.ended).toMatchObject([
    {
      protocol: "sftp",
      direction: "send",
      user: "ewc",
      path: "EWC_17_12_1/ap1g8",
      size: IMAGE_BYTES,
      bytes: IMAGE_BYTES,
      outcome: "complete",
      cause: null,
      digestVerified: null,
      client: { address: "127.0.0.1", port: Number(port) },
    },
  ]);
});

describe.skipIf(!sshd)("our client with OpenSSH's sshd", () => {
  let openssh: SshdRig;
  beforeAll(async () => {
    openssh = await startSshd();
    await writeFile(path.join(openssh.folder, "ap1g8"), image);
  });
  afterAll(() => openssh.stop());
  const there = (options: Options = {}) => {
    const { port, user, privateKey, folder } = openssh;
    return request({ server: "127.0.0.1", port, user, privateKey, path: `${folder}/ap1g8`, ...options });
  };

  test("a file arrives intact, and the host key can be pinned", async () => {
    const asked = there();
    const result = await fetchSftp(asked);
    expect(result).toMatchObject({ ok: true, bytes: IMAGE_BYTES, announcedSize: IMAGE_BYTES });
    expect(sha512(Buffer.concat(asked.pieces))).toBe(sha512(image));
    expect(result.hostKey).toMatch(/^SHA256:/);
    expect(await fetchSftp(there({ expectedHostKey: result.hostKey ?? "" }))).toMatchObject({ ok: true });
  });

  test("a relative path is tried from the server's root only with alsoFromRoot", async () => {
    const asked = `${openssh.folder.slice(1)}/ap1g8`;
    expect(await fetchSftp(there({ path: asked }))).toMatchObject({ fault: { code: "file-not-found" } });
    expect(await fetchSftp(there({ path: asked, alsoFromRoot: true }))).toMatchObject({ ok: true });
    const probed = await probeSftp({ ...there(), paths: [asked, "nowhere/ap1g8"], alsoFromRoot: true });
    expect(probed).toMatchObject({ ok: true, files: [{ path: asked, found: true }, { found: false }] });
  });

  test("a missing file, a folder, an unknown user and another host key have their faults", async () => {
    expect(await fetchSftp(there({ path: "/nowhere/ap1g8" }))).toMatchObject({
      ok: false,
      fault: { code: "file-not-found" },
    });
    expect(await fetchSftp(there({ path: openssh.folder }))).toMatchObject({
      ok: false,
      fault: { code: "file-not-found" },
    });
    expect(await fetchSftp(there({ user: "no-such-user" }))).toMatchObject({
      ok: false,
      fault: { code: "authentication-failed" },
    });
    expect(await fetchSftp(there({ expectedHostKey: `SHA256:${"B".repeat(43)}` }))).toMatchObject({
      ok: false,
      fault: { code: "host-key-changed" },
    });
  });

  test("many paths are probed in one session", async () => {
    const { path: file, sink: _, ...peer } = there();
    expect(await probeSftp({ ...peer, paths: [file, "/nowhere"] })).toMatchObject({
      ok: true,
      files: [
        { found: true, sizeBytes: IMAGE_BYTES },
        { found: false, fault: { code: "file-not-found" } },
      ],
    });
  });

  test("a server without the sftp subsystem is peer-error", async () => {
    const bare = await startSshd([]);
    try {
      const { port, user, privateKey } = bare;
      expect(await fetchSftp(there({ port, user, privateKey }))).toMatchObject({
        ok: false,
        fault: { code: "peer-error", message: "The server does not offer SFTP." },
      });
    } finally {
      await bare.stop();
    }
  });

  test("a file arrives intact from a server with old algorithms only", async () => {
    const old = await startSshd([
      "Subsystem sftp internal-sftp",
      "KexAlgorithms diffie-hellman-group14-sha1",
      "Ciphers aes128-cbc",
      "MACs hmac-sha1",
    ]);
    try {
      const { port, user, privateKey } = old;
      const asked = there({ port, user, privateKey });
      expect(await fetchSftp(asked)).toMatchObject({ ok: true, bytes: IMAGE_BYTES });
      expect(sha512(Buffer.concat(asked.pieces))).toBe(sha512(await readFile(`${openssh.folder}/ap1g8`)));
    } finally {
      await old.stop();
    }
  });
});
