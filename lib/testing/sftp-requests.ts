/** Short functions for single SFTP requests in tests. */

import type { SftpLink } from "@/lib/servers/sftp/sftp-link";
import { openFlag } from "@/lib/wire/sftp/protocol";
import { encodeHandleRequest, encodeOpen, encodePathRequest } from "@/lib/wire/sftp/requests";
import type { SftpResponse } from "@/lib/wire/sftp/responses";
import { PASSWORD, type SftpRig } from "./sftp-rig";

/** A login to the server, with the password of all its users. */
export const peer = (rig: SftpRig, user = "ewc", password = PASSWORD) => ({
  server: rig.address,
  port: rig.port,
  user,
  password,
  timeoutMs: 20_000,
});

/** The code of a STATUS answer, else the type of the answer. */
export const code = (answer: SftpResponse) => (answer.type === "status" ? answer.code : answer.type);

/** Throws an Error with the status code when the server refuses. */
export async function open(at: SftpLink, name: string, flags: number = openFlag.read): Promise<Buffer> {
  const answer = await at.ask((id) => encodeOpen(id, name, flags));
  if (answer.type !== "handle") throw new Error(`${code(answer)}`);
  return Buffer.from(answer.handle);
}

export const close = async (at: SftpLink, handle: Buffer) =>
  code(await at.ask((id) => encodeHandleRequest("close", id, handle)));

/** The names in a folder, sorted. Throws as `open` does. */
export async function list(at: SftpLink, folder: string): Promise<string[]> {
  const opened = await at.ask((id) => encodePathRequest("opendir", id, folder));
  if (opened.type !== "handle") throw new Error(`${code(opened)}`);
  const handle = Buffer.from(opened.handle);
  const names: string[] = [];
  for (;;) {
    const answer = await at.ask((id) => encodeHandleRequest("readdir", id, handle));
    if (answer.type !== "name") break;
    names.push(...answer.entries.map((entry) => entry.name));
  }
  await close(at, handle);
  return names.sort();
}

/** The flags with which clients open a file for an upload. */
export const WRITE = openFlag.write | openFlag.create | openFlag.truncate;
