/** The numbers of SFTP version 3, with the names of draft-ietf-secsh-filexfer-02 ("draft" in these files). */

/** Packet types, draft §3: requests are 1 to 20 and 200, answers begin at 101. */
export const packetType = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
  extendedReply: 201,
} as const;

/** Codes of a STATUS answer, draft §7. */
export const statusCode = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  noConnection: 6,
  connectionLost: 7,
  opUnsupported: 8,
} as const;
export type StatusCode = (typeof statusCode)[keyof typeof statusCode];

/** OpenSSH's message for each status code, in the answer and in its log. */
export const statusText: Record<StatusCode, string> = {
  0: "Success",
  1: "End of file",
  2: "No such file",
  3: "Permission denied",
  4: "Failure",
  5: "Bad message",
  6: "No connection",
  7: "Connection lost",
  8: "Operation unsupported",
};

/** `pflags` of OPEN, draft §6.3. */
export const openFlag = { read: 1, write: 2, append: 4, create: 8, truncate: 16, exclusive: 32 } as const;

/** Which fields of ATTRS follow, draft §5. */
export const attrFlag = { size: 1, owner: 2, permissions: 4, times: 8, extended: 0x80000000 } as const;

/** File types in the high bits of `permissions`, as in `struct stat`. */
export const fileType = {
  mask: 0o170000,
  directory: 0o040000,
  regular: 0o100000,
  symlink: 0o120000,
} as const;

/** The version that OpenSSH and network devices use. */
export const SFTP_VERSION = 3;
/** OpenSSH's limit for a packet without its length field. */
export const MAX_PACKET_BYTES = 256 * 1024;
/** Most bytes in one READ or WRITE, as OpenSSH announces with `limits@openssh.com`. */
export const MAX_DATA_BYTES = MAX_PACKET_BYTES - 1024;
