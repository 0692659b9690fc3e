import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPeer } from "./find-peer.mjs";

let base = "";
beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), "find-peer-"));
});
afterEach(() => rm(base, { recursive: true }));

/** A folder with one program that prints `output` and ends, whatever its arguments. */
async function folderWith(folder: string, name: string, output: string): Promise<string> {
  const at = path.join(base, folder);
  await mkdir(at, { recursive: true });
  await writeFile(path.join(at, name), `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
  return at;
}

test("a link from in.tftpd to atftpd is not taken for tftpd-hpa, and the reason names both", async () => {
  const folder = await folderWith("sbin", "atftpd", "atftp-0.8.0 (server)");
  await symlink(path.join(folder, "atftpd"), path.join(folder, "in.tftpd"));
  expect(findPeer("in.tftpd", [folder])).toEqual({
    path: undefined,
    reason: `${folder}/in.tftpd (a link to ${folder}/atftpd) is not tftpd-hpa: its version output is "atftp-0.8.0 (server)"`,
  });
  expect(findPeer("atftpd", [folder])).toEqual({ path: `${folder}/atftpd` });
});

test("a program of another product is passed over for the right one in a later folder", async () => {
  const wrong = await folderWith("first", "in.tftpd", "atftp-0.8.0 (server)");
  const right = await folderWith("second", "in.tftpd", "tftp-hpa 5.2, with remap");
  expect(findPeer("in.tftpd", [wrong, right])).toEqual({ path: `${right}/in.tftpd` });
});

test("a program that cannot be run is not found, and the reason says so", async () => {
  const folder = await folderWith("sbin", "atftpd", "");
  await writeFile(path.join(folder, "atftpd"), "#!/no/such/interpreter\n", { mode: 0o755 });
  const peer = findPeer("atftpd", [folder]);
  expect(peer.path).toBeUndefined();
  expect(peer).toMatchObject({ reason: expect.stringContaining("ENOENT") });
});

test("a program without a known version output is found by its name", async () => {
  const folder = await folderWith("bin", "sshpass", "");
  expect(findPeer("sshpass", [folder])).toEqual({ path: `${folder}/sshpass` });
  expect(findPeer("lftp", [folder])).toEqual({ path: undefined, reason: "lftp is not installed" });
});
