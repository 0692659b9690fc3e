/** Our SFTP server with each fault that can be injected in Lab, tested with our client and with independent clients. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ServerFaults, serverFaultsSchema } from "@/lib/contracts/server-faults";
import { installed, run, titleWith } from "@/lib/testing/installed-programs";
import { PASSWORD, type SftpRig, startSftpRig } from "@/lib/testing/sftp-rig";
import { fetchSftp, probeSftp, type SftpFetchRequest } from "./sftp-client";

const BYTES = 1_000_000;
const image = randomBytes(BYTES);
let rig: SftpRig;
beforeEach(async () => {
  rig = await startSftpRig({ users: [{ name: "set", home: "/EWC" }] });
  await mkdir(path.join(rig.root, "EWC"));
  for (const name of ["EWC/ap1g8", "EWC/ap1g7"]) await writeFile(path.join(rig.root, name), image);
});
afterEach(() => rig.stop());

const setFaults = (faults: Partial<ServerFaults> | null) =>
  rig.server.setFaults(faults && serverFaultsSchema.parse(faults));
const login = () => ({ server: rig.address, port: rig.port, user: "ewc", password: PASSWORD });
async function fetch(name: string, overrides: Partial<SftpFetchRequest> = {}) {
  const pieces: Uint8Array[] = [];
  const result = await fetchSftp({
    ...login(),
    path: name,
    timeoutMs: 20_000,
    sink: (piece: Uint8Array) => void pieces.push(piece),
    ...overrides,
  });
  return { result, bytes: Buffer.concat(pieces) };
}
const expectIntact = async (name: string) => expect((await fetch(name)).bytes.equals(image)).toBe(true);
const stat = async (...paths: string[]) => {
  const answer = await probeSftp({ ...login(), paths, timeoutMs: 20_000 });
  return answer.ok ? answer.files.map((file) => (file.found ? "found" : file.fault.code)) : answer.fault.code;
};

test("with the 'missing' fault, the server answers 'No such file' for every path to the file, until the fault is removed", async () => {
  setFaults({ missing: "EWC/ap1g8" });
  const { result } = await fetch("EWC/ap1g8");
  expect(result).toMatchObject({ ok: false, fault: { code: "file-not-found" } });
  expect(rig.lines.join("\n")).toContain('open "/EWC/ap1g8" flags READ mode 0666\nsent status No such file');
  // A user whose home is the folder uses a shorter path.
  expect((await fetch("ap1g8", { user: "set" })).result).toMatchObject({ fault: { code: "file-not-found" } });
  expect(await stat("EWC/ap1g8", "EWC/ap1g7", "EWC")).toEqual(["file-not-found", "found", "found"]);
  await expectIntact("EWC/ap1g7");
  setFaults({ missing: "*" });
  expect(await stat("EWC/ap1g7", "EWC", "/")).toEqual(["file-not-found", "file-not-found", "found"]);
  setFaults(null);
  await expectIntact("EWC/ap1g8");
});

test("with the 'denied' fault, a file exists but cannot be opened", async () => {
  setFaults({ denied: "ap1g8" });
  expect(await stat("EWC/ap1g8")).toEqual(["found"]);
  expect((await fetch("EWC/ap1g8")).result).toMatchObject({ fault: { code: "access-violation" } });
  expect(rig.lines.join("\n")).toContain("sent status Permission denied");
});

test("the 'corrupts' fault keeps the file size and alters the same bytes in each transfer; a file that is already open stays intact", async () => {
  const clean = await fetch("EWC/ap1g8", { onAnnounced: () => setFaults({ corrupts: "EWC" }) });
  expect(clean.bytes.equals(image)).toBe(true);
  const [first, second] = [await fetch("EWC/ap1g8"), await fetch("ap1g8", { user: "set" })];
  expect(first.result).toMatchObject({ ok: true, bytes: BYTES, announcedSize: BYTES });
  expect(first.bytes.equals(image)).toBe(false);
  expect(second.bytes.equals(first.bytes)).toBe(true);
});

test("the 'stopsAtPercent' fault closes the connection at that percentage, and the transfer row names Lab as the cause", async () => {
  setFaults({ stopsAtPercent: 40 });
  const { result, bytes } = await fetch("EWC/ap1g8");
  expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  expect(bytes.equals(image.subarray(0, bytes.length))).toBe(true);
  await rig.until(() => rig.ended.length === 1);
  expect(rig.ended[0]).toMatchObject({ outcome: "failed", bytes: 400_000, cause: { code: "server-gone" } });
  expect(rig.ended[0]?.cause?.message).toContain("Lab");
  expect(rig.lines.join("\n")).toContain('forced close "/EWC/ap1g8" bytes read 400000 written 0');
  setFaults({ stopsAtPercent: 100 });
  await expectIntact("EWC/ap1g8");
});

test("a rate-limited transfer arrives intact, in small parts", async () => {
  await writeFile(path.join(rig.root, "small"), image.subarray(0, 5000));
  setFaults({ bytesPerSecond: 10_000 });
  const progress: number[] = [];
  const { bytes } = await fetch("small", { onProgress: (sum) => void progress.push(sum) });
  expect(bytes.equals(image.subarray(0, 5000))).toBe(true);
  expect(progress).toEqual([2500, 5000]);
});

test("a silent server accepts connections but sends nothing until the fault is removed, then serves them", async () => {
  setFaults({ down: "silent" });
  const timedOut = await fetch("EWC/ap1g8", { timeoutMs: 300 });
  expect(timedOut.result).toMatchObject({ ok: false, hostKey: null, fault: { code: "timed-out" } });
  await rig.until(() => rig.server.connections().length === 0);
  const waiting = fetch("EWC/ap1g8");
  await rig.until(() => rig.server.connections().length === 1);
  setFaults(null);
  expect((await waiting).bytes.equals(image)).toBe(true);
});

test("a server that becomes silent during a transfer is reported as server-gone by the client", async () => {
  const { result, bytes } = await fetch("EWC/ap1g8", {
    timeoutMs: 4000,
    onAnnounced: () => setFaults({ down: "silent" }),
  });
  expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  expect(bytes.length).toBe(0);
});

test("a silent server still enforces its connection limit", async () => {
  await rig.stop();
  rig = await startSftpRig({ settings: { maxUnauthenticated: 3 } });
  setFaults({ down: "silent" });
  const all = await Promise.all(Array.from({ length: 6 }, () => fetch("EWC/ap1g8", { timeoutMs: 4000 })));
  const ends = all.map(({ result }) => (result.ok ? "" : result.fault.code)).toSorted();
  expect(ends).toEqual([...Array(3).fill("peer-error"), ...Array(3).fill("timed-out")]);
});

const sftp = installed("sftp");
const sshpass = installed("sshpass");
describe.skipIf(!sftp || !sshpass)("OpenSSH sftp as the client of a server with faults", () => {
  const batch = (...commands: string[]) =>
    run(
      sshpass!,
      [
        ...["-p", PASSWORD, sftp!, "-F", "/dev/null", "-o", "StrictHostKeyChecking=no"],
        ...["-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=no", "-b", "-"],
        ...["-P", String(rig.port), `ewc@${rig.address}`],
      ],
      `${commands.join("\n")}\n`,
    );
  const localCopy = () => path.join(rig.scratch, "got");

  test("does not list or find a file that has the 'missing' fault", async () => {
    setFaults({ missing: "EWC/ap1g8" });
    const ran = await batch("ls EWC", `get EWC/ap1g8 ${localCopy()}`);
    expect(ran.output).toContain("ap1g7");
    expect(ran.output).not.toMatch(/EWC\/ap1g8\s*$/m);
    expect(ran.output).toContain("not found");
    expect(ran.code).not.toBe(0);
  });

  test("prints 'Permission denied' for a file that has the 'denied' fault", async () => {
    setFaults({ denied: "*" });
    expect((await batch(`get EWC/ap1g8 ${localCopy()}`)).output).toContain("Permission denied");
  });

  test("fetches a corrupted and rate-limited file in full, and fails when the transfer stops at 50 %", async () => {
    setFaults({ corrupts: "*", bytesPerSecond: 1_000_000 });
    expect(await batch(`get EWC/ap1g8 ${localCopy()}`)).toMatchObject({ code: 0 });
    const fetched = await readFile(localCopy());
    expect(fetched.length).toBe(BYTES);
    expect(fetched.equals(image)).toBe(false);
    setFaults({ stopsAtPercent: 50 });
    const ran = await batch(`get EWC/ap1g8 ${localCopy()}-half`);
    expect(ran.code).not.toBe(0);
    expect((await readFile(`${localCopy()}-half`)).length).toBeLessThanOrEqual(BYTES / 2);
  });
});

const lftp = installed("lftp");
describe.skipIf(!lftp)(titleWith("lftp", "lftp as the client of a server with faults"), () => {
  test("does not list a folder that has the 'missing' fault, and cannot fetch a file from it", async () => {
    setFaults({ missing: "EWC" });
    const settings =
      "set sftp:auto-confirm yes; set net:max-retries 1; set sftp:connect-program 'ssh -a -x -F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null'";
    const ran = await run(lftp!, [
      "-c",
      `${settings}; open -u ewc,'${PASSWORD}' sftp://${rig.address}:${rig.port}; ls; get EWC/ap1g8 -o ${path.join(rig.scratch, "lftp")}`,
    ]);
    expect(ran.output).not.toMatch(/\bEWC\s*$/m);
    expect(ran.output).toMatch(/no such file/i);
    expect(ran.code).not.toBe(0);
  });
});
