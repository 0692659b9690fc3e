/** What an operator sets on the Servers page, on real sockets: served folder, names, addresses, and writes. */
import { readdirSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type DatagramPeer, datagramPeer } from "@/lib/testing/datagram-peer";
import { stopTime } from "@/lib/testing/stopped-time";
import { type TftpLab, tftpLab, until } from "@/lib/testing/tftp-lab";
import { rrq } from "@/lib/testing/tftp-server-rig";
import type { Packet } from "@/lib/wire/tftp/packet";
import { probeTftp } from "./tftp-client";
import type { TftpOperation } from "./tftp-operation";

let lab: TftpLab;
let peers: DatagramPeer[] = [];
afterEach(async () => {
  for (const peer of peers) peer.close();
  peers = [];
  await lab.stop();
  expect(lab.ledger.live).toBe(0);
});

const begin = async (operation: Partial<TftpOperation>, more: Parameters<typeof tftpLab>[0] = {}) => {
  lab = await tftpLab({ operation, ...more });
};
async function newPeer(): Promise<DatagramPeer> {
  const peer = await datagramPeer();
  peers.push(peer);
  return peer;
}
const probe = (name: string) =>
  probeTftp({ server: lab.address, port: lab.port, path: name, timeoutMs: 1000, retries: 3 });
const wrq = (filename: string, options: Record<string, string> = {}, mode = "octet"): Packet => ({
  kind: "WRQ",
  filename,
  mode,
  options: new Map(Object.entries(options)),
});
const data = (block: number, bytes: number | string): Packet => ({
  kind: "DATA",
  block,
  data: typeof bytes === "number" ? Buffer.alloc(bytes, block) : Buffer.from(bytes),
});
/** The first answer to a write request. */
async function ask(request: Packet) {
  const peer = await newPeer();
  peer.send(request, lab.port);
  const { packet, port } = await peer.next();
  return { peer, packet, port };
}
/** The server acknowledges this block. Before that, it may repeat what a slow test has not answered in time. */
async function acknowledges(peer: DatagramPeer, block: number): Promise<void> {
  let { packet } = await peer.next();
  while (packet.kind === "OACK" || (packet.kind === "ACK" && packet.block < block))
    ({ packet } = await peer.next());
  expect(packet).toEqual({ kind: "ACK", block });
}
const content = (name: string) => readFile(path.join(lab.root, name), "utf8");

describe("names", () => {
  test("the served folder is the root of all names, and its files keep their path in the images folder", async () => {
    await begin({ rootFolder: "EWC/one" });
    await lab.file("EWC/one/ap1g8", 100);
    await lab.file("EWC/two/ap1g8", 200);
    expect(await probe("ap1g8")).toEqual({ found: true, sizeBytes: 100 });
    expect(await probe("two/ap1g8")).toMatchObject({ found: false, fault: { code: "file-not-found" } });
    const { peer, port } = await ask(rrq("ap1g8"));
    peer.send({ kind: "ACK", block: 1 }, port);
    await until(() => lab.ended.length === 1);
    expect(lab.ended[0]?.path).toBe("EWC/one/ap1g8");
  });

  test("a served folder that leads outside the images folder serves nothing", async () => {
    await begin({ rootFolder: "out" });
    await symlink("/", path.join(lab.root, "out"));
    expect((await ask(rrq("etc/hostname"))).packet).toEqual({
      kind: "ERROR",
      code: 1,
      message: "The served folder does not exist",
    });
  });

  test("remap rules decide which file is served, and refuse names", async () => {
    await begin({ remapRules: "rg \\\\ /\nr ^flash:/* EWC/\na ^secret" });
    await lab.file("EWC/ap1g8", 100);
    await lab.file("secret", 100);
    expect(await probe("flash:\\ap1g8")).toEqual({ found: true, sizeBytes: 100 });
    expect((await ask(rrq("secret"))).packet).toEqual({
      kind: "ERROR",
      code: 2,
      message: "A remap rule refuses this name",
    });
  });

  test("upper and lower case matter unless the setting says otherwise; an exact name comes first", async () => {
    await begin({});
    await lab.file("EWC/Ap1G8", 100);
    expect(await probe("ewc/ap1g8")).toMatchObject({ found: false });
    await lab.stop();
    await begin({ ignoreCase: true });
    await lab.file("EWC/Ap1G8", 100);
    await lab.file("EWC/ap1g8", 200);
    expect(await probe("ewc/ap1g8")).toEqual({ found: true, sizeBytes: 200 });
    expect(await probe("ewc/AP1g8")).toEqual({ found: true, sizeBytes: 100 });
  });

  test("a name that does not exist is reported with the closest one that does, but not for our own probes", async () => {
    const missing: unknown[] = [];
    const notes: unknown[] = [];
    let isOwn = false;
    await begin(
      {},
      {
        isOwnProbe: () => isOwn,
        onMissing: (name, client) => void missing.push([name, client.address]),
        onLog: (_line, about) => void notes.push(about?.note),
      },
    );
    await lab.file("EWC_17_12_1/ap1g8", 100);
    await ask(rrq("EWC_17_12_2/ap1g8"));
    expect(missing).toEqual([[{ name: "EWC_17_12_2/ap1g8", closest: "EWC_17_12_1/ap1g8" }, "127.0.0.1"]]);
    expect(notes.at(-1)).toBe("did you mean EWC_17_12_1/ap1g8?");
    isOwn = true;
    await ask(rrq("EWC_17_12_3/ap1g8"));
    expect(missing).toHaveLength(1);
  });
});

describe("addresses", () => {
  test("a denied address gets ERROR 2, is counted, and an allowed one is served", async () => {
    await begin({ addressRules: "allow 127.0.0.1\ndeny 127.0.0.0/8" });
    await lab.file("a", 100);
    expect(await probe("a")).toMatchObject({ found: true });
    const { fault } = (await probeTftp({
      ...{ server: lab.address, port: lab.port, path: "a", timeoutMs: 1000, retries: 3 },
      localAddress: "127.0.0.9",
    })) as { fault: unknown };
    expect(fault).toMatchObject({ code: "access-violation" });
    await until(() => lab.server().refused["address not allowed"] === 1);
  });
});

describe("writes", () => {
  test("are refused by default", async () => {
    await begin({});
    expect((await ask(wrq("a"))).packet).toEqual({
      kind: "ERROR",
      code: 2,
      message: "This server is read-only",
    });
    await until(() => lab.server().refused["write request"] === 1);
  });

  test("[RFC1350-4] a write is acknowledged block by block, and appears as a whole under its name with its transfer", async () => {
    await begin({ writes: "create" });
    await mkdir(path.join(lab.root, "EWC"));
    const { peer, packet, port } = await ask(wrq("EWC/new"));
    expect(packet).toEqual({ kind: "ACK", block: 0 });
    peer.send(data(1, 512), port);
    await acknowledges(peer, 1);
    expect((await readdir(path.join(lab.root, "EWC"))).filter((name) => !name.startsWith("."))).toEqual([]);
    peer.send(data(2, "end"), port);
    await acknowledges(peer, 2);
    expect((await content("EWC/new")).length).toBe(515);
    expect(await readdir(path.join(lab.root, "EWC"))).toEqual(["new"]);
    expect(lab.ended).toMatchObject([
      { protocol: "tftp", direction: "receive", path: "EWC/new", bytes: 515, outcome: "complete" },
    ]);
    expect(lab.lines.at(-1)).toMatch(/^Received EWC\/new from 127\.0\.0\.1: 515 bytes in .*, complete$/);
    // The last ACK was lost: it is repeated, and nothing is written again.
    peer.send(data(2, "end"), port);
    await acknowledges(peer, 2);
    expect(lab.ended).toHaveLength(1);
  });

  test("[RFC2347-3] options are negotiated, with the client's size in tsize, and unknown ones are ignored", async () => {
    await begin({ writes: "create" });
    const options = { blksize: "1024", tsize: "1030", windowsize: "2", multicast: "" };
    const { peer, packet, port } = await ask(wrq("a", options));
    expect(packet).toEqual({
      kind: "OACK",
      options: new Map([
        ["blksize", "1024"],
        ["tsize", "1030"],
        ["windowsize", "2"],
      ]),
    });
    peer.send(data(1, 1024), port);
    peer.send(data(2, "123456"), port);
    await acknowledges(peer, 2);
    expect((await content("a")).length).toBe(1030);
  });

  test("netascii becomes local text, also where a line end lies across two blocks", async () => {
    await begin({ writes: "create" });
    const { peer, port } = await ask(wrq("text", { blksize: "8" }, "netascii"));
    peer.send(data(1, "abcdefg\r"), port);
    await peer.next();
    peer.send(data(2, "\nx\r\0"), port);
    await peer.next();
    expect(await content("text")).toBe("abcdefg\nx\r");
  });

  test.each([
    ["create", "old", 6, "The file exists"],
    ["overwrite", "new", 1, "Only existing files can be written"],
    ["create-and-overwrite", "none/new", 1, "The folder does not exist"],
    ["create-and-overwrite", "folder", 2, "The path is a folder"],
    ["create-and-overwrite", "../new", 2, "The path contains .."],
    ["create-and-overwrite", "out/new", 2, "The path leads outside the served folder"],
    ["create-and-overwrite", "link", 2, "The path is not a regular file"],
    ["create-and-overwrite", ".hidden", 2, "Hidden files are not served"],
    ["create-and-overwrite", "a\u001b[2J", 2, "The file has control or invisible characters in its name"],
  ] as const)("with %s, a write of %j gets ERROR %i", async (writes, name, code, message) => {
    await begin({ writes });
    await lab.file("old", 10);
    await mkdir(path.join(lab.root, "folder"));
    await symlink("/tmp", path.join(lab.root, "out"));
    await symlink("old", path.join(lab.root, "link"));
    expect((await ask(wrq(name))).packet).toEqual({ kind: "ERROR", code, message });
  });

  test.each(["overwrite", "create-and-overwrite"] as const)(
    "with %s, a write replaces a file",
    async (writes) => {
      await begin({ writes });
      await lab.file("old", 1000);
      const { peer, port } = await ask(wrq("old"));
      peer.send(data(1, "new"), port);
      await acknowledges(peer, 1);
      expect(await content("old")).toBe("new");
    },
  );

  test("a file that came meanwhile is not replaced by a write that may only create", async () => {
    await begin({ writes: "create" });
    const { peer, port } = await ask(wrq("a"));
    await writeFile(path.join(lab.root, "a"), "first");
    peer.send(data(1, "second"), port);
    expect((await peer.next()).packet).toEqual({ kind: "ERROR", code: 6, message: "The file exists" });
    expect(await content("a")).toBe("first");
    expect(await readdir(lab.root)).toEqual(["a"]);
  });

  test("an announced size over the limit is refused at once, an unannounced one when it is reached; nothing is left", async () => {
    await begin({ writes: "create", maxUploadMb: 1 });
    const refused = { kind: "ERROR", code: 3, message: "The file is larger than the limit of 1.0 MB" };
    expect((await ask(wrq("a", { tsize: "1000001" }))).packet).toEqual(refused);
    await until(() => lab.server().refused["no space for a write"] === 1);
    const { peer, port } = await ask(wrq("a", { blksize: "60000" }));
    let answer: Packet;
    let block = 0;
    do {
      peer.send(data(++block, 60_000), port);
      answer = (await peer.next()).packet;
    } while (answer.kind === "ACK");
    expect(block).toBe(17);
    expect(answer).toEqual(refused);
    await until(() => lab.ended.length === 1);
    expect(lab.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "disk-full" } });
    await until(() => lab.ledger.live === 1 && readdirSync(lab.root).length === 0);
  });

  test("the quota counts the files of the served folder, and the reserve the disk", async () => {
    await begin({ writes: "create", uploadQuotaMb: 1 });
    await lab.file("old", 999_000);
    expect((await ask(wrq("a", { tsize: "2000" }))).packet).toMatchObject({
      code: 3,
      message: "The quota of 1.0 MB is used up",
    });
    await lab.stop();
    await begin({ writes: "create", freeReserveMb: 100_000_000 });
    expect((await ask(wrq("a", { tsize: "2000" }))).packet).toMatchObject({
      code: 3,
      message: expect.stringContaining("must stay free"),
    });
  });

  test("a client that vanishes leaves no file, no socket, and a failed transfer", async () => {
    await begin({ writes: "create" }, { limits: { maxTries: 2 } });
    const time = stopTime();
    const { peer, port } = await ask(wrq("a", { utimeout: "10000" }));
    peer.send(data(1, 512), port);
    expect((await peer.next()).packet).toEqual({ kind: "ACK", block: 1 });
    await time.passUntil(() => lab.ended.length === 1);
    expect(lab.ended[0]).toMatchObject({
      outcome: "failed",
      cause: { code: "timed-out", message: "The client stopped sending after 512 bytes." },
    });
    await time.passUntil(() => lab.ledger.live === 1 && readdirSync(lab.root).length === 0);
  });

  test("a repeated request does not start a second write, and what a crash left is removed at the start", async () => {
    await begin({ writes: "create" });
    const { peer, port } = await ask(wrq("a"));
    peer.send(wrq("a"), lab.port);
    peer.send(data(1, "once"), port);
    let last: Packet;
    do last = (await peer.next()).packet;
    while (last.kind === "ACK" && last.block === 0);
    expect(last).toEqual({ kind: "ACK", block: 1 });
    expect(lab.ended).toHaveLength(1);
    await writeFile(path.join(lab.root, ".tftp-upload-0123456789abcdef"), "half");
    const { root } = lab;
    const again = await tftpLab({ root });
    expect(await readdir(root)).toEqual(["a"]);
    await again.stop();
  });
});
