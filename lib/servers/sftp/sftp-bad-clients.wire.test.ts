/** Misbehaving clients of the SFTP server: they stop reading, vanish, or send garbage. */
import { randomBytes } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import path from "node:path";
import fc from "fast-check";
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { faultOf } from "@/lib/contracts/fault";
import { list, peer } from "@/lib/testing/sftp-requests";
import { PASSWORD } from "@/lib/testing/sftp-rig";
import { sftpTestRigs } from "@/lib/testing/sftp-test-rigs";
import { fetchSftp } from "./sftp-client";

const { start, withSettings, link, askAndStopReading, afterwards } = sftpTestRigs();
const text = (value: string) => [0, 0, 0, value.length, ...Buffer.from(value)];
const openFiles = async () => (await readdir("/proc/self/fd").catch(() => [])).length;

test.each([false, true])(
  "ten clients that stop reading cost at most 4 MB each, and do not block others (huge window: %s)",
  async (huge) => {
    const rig = await start();
    await writeFile(path.join(rig.root, "file"), randomBytes(64 * 1024 * 1024));
    const memory = () => process.memoryUsage().arrayBuffers;
    const before = memory();
    for (let n = 0; n < 10; n++) await askAndStopReading(rig, 2000, huge);
    const sent = () => rig.server.connections().reduce((sum, row) => sum + row.bytesSent, 0);
    // Until nothing more is sent.
    let last = -1;
    let unchanged = 0;
    await rig.until(() => {
      const now = sent();
      unchanged = now === last ? unchanged + 1 : 0;
      last = now;
      return unchanged > 20 && now > 1_000_000;
    });
    // They requested 5 GB. Each keeps 1 MB of buffers and 0.5 MB of packets here, and more in the kernel.
    expect(memory() - before).toBeLessThan(10 * 4 * 1024 * 1024);
    expect(sent()).toBeLessThan(10 * 16 * 1024 * 1024);
    const other = await fetchSftp({ ...peer(rig), path: "file", sink: () => undefined });
    expect(other).toMatchObject({ ok: true, bytes: 64 * 1024 * 1024 });
  },
);

test.each(["aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"])(
  "a client that pauses reading again and again gets every byte (%s)",
  async (cipher) => {
    const rig = await start();
    const content = randomBytes(12 * 1024 * 1024);
    await writeFile(path.join(rig.root, "file"), content);
    const slow = createServer((client) => {
      const upstream = connect(rig.port, rig.address);
      afterwards(() => client.destroy());
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
      client.pipe(upstream);
      let passed = 0;
      upstream.on("data", (chunk) => {
        client.write(chunk);
        passed += chunk.length;
        if (passed < 700_000) return;
        passed = 0;
        upstream.pause();
        setTimeout(() => upstream.resume(), 5);
      });
      upstream.on("end", () => client.end());
    });
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    afterwards(() => slow.close());
    const { port } = slow.address() as AddressInfo;
    const pieces: Uint8Array[] = [];
    const request = { ...peer(rig), port, path: "file", ciphers: [cipher] };
    const result = await fetchSftp({ ...request, sink: (piece) => pieces.push(piece) });
    expect(result.ok).toBe(true);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  },
);

test("clients that vanish during a transfer leave no connection, transfer or open file", async () => {
  const rig = await start();
  await writeFile(path.join(rig.root, "file"), randomBytes(32 * 1024 * 1024));
  const before = await openFiles();
  const sockets = await Promise.all([1, 2, 3].map(() => askAndStopReading(rig, 500, false)));
  expect(rig.server.connections().map((row) => [row.sessions, row.handles])).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  // A transfer begins with its first READ: a reset that overtakes it would leave nothing to end.
  await rig.until(() => rig.registry.size === 3);
  for (const socket of sockets) socket.resetAndDestroy();
  await rig.until(() => rig.server.connections().length === 0);
  expect(rig.ended.map((row) => row.outcome)).toEqual(["failed", "failed", "failed"]);
  expect(rig.registry.size).toBe(0);
  let now = Number.POSITIVE_INFINITY;
  await rig.until(() => {
    void openFiles().then((count) => {
      now = count;
    });
    return now <= before;
  });
});

test("garbage instead of SFTP or SSH ends that connection only", async () => {
  const rig = await withSettings({ loginGraceMs: 300 });
  const at = await link(rig);
  for (const bytes of [
    randomBytes(3000),
    Buffer.from("GET / HTTP/1.0\r\n\r\n"),
    Buffer.from("SSH-2.0-x\r\n"),
  ]) {
    const socket = connect(rig.port, rig.address);
    socket.on("error", () => undefined);
    socket.resume();
    socket.write(Buffer.concat([bytes, randomBytes(5000)]));
    afterwards(() => socket.destroy());
  }
  const client = new ssh2.Client();
  client.on("error", () => undefined);
  const closed = new Promise((resolve) => {
    client.on("ready", () => {
      client.subsys("sftp", (_error, channel) => {
        channel.resume();
        channel.on("close", resolve);
        channel.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
      });
    });
  });
  client.connect({ host: rig.address, port: rig.port, username: "ewc", password: PASSWORD });
  await closed;
  client.end();
  await rig.until(() => rig.server.connections().length === 1);
  expect(await list(at, "/")).toEqual([]);
});

test("random requests are answered or end their session; the server and its files stay as they are", async () => {
  const rig = await withSettings({ maxHandlesPerSession: 8 });
  await writeFile(path.join(rig.root, "file"), "as it was");
  const types = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 42, 200];
  const field = fc.oneof(
    fc.constantFrom("file", "/", "..", "none", "limits@openssh.com", "posix-rename@openssh.com").map(text),
    fc.constantFrom([0, 0, 0, 4, 0, 0, 0, 1], [0, 0, 0, 1], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0]),
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 }),
  );
  const request = fc.tuple(fc.constantFrom(...types), fc.array(field, { maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20 }), async (requests) => {
      const at = await link(rig);
      const answers = requests.map(([type, fields]) =>
        at
          .ask((id) => {
            const body = Buffer.from([type, 0, 0, 0, id, ...fields.flat()]);
            const length = Buffer.alloc(4);
            length.writeUInt32BE(body.length);
            return Buffer.concat([length, body]);
          })
          .then(
            (answer) => answer.type,
            (error) => faultOf(error).code,
          ),
      );
      for (const answer of await Promise.all(answers)) expect(answer).not.toBe("internal");
      at.end();
    }),
    { numRuns: 40 },
  );
  expect(await readdir(rig.root)).toEqual(["file"]);
  expect(await readFile(path.join(rig.root, "file"), "utf8")).toBe("as it was");
  await rig.until(() => rig.server.connections().length === 0);
});
