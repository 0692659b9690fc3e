/** What a TFTP client reads from, and whom it reports to while it reads. */

export type TftpTarget = {
  /** An IP address, not a name. */
  server: string;
  port: number;
  /** The file name exactly as it goes into the request. */
  path: string;
  /** Address to send from. When this machine does not have it, any address is used. */
  localAddress?: string;
  /** Milliseconds without an answer before a packet is sent again. */
  timeoutMs: number;
  /** How often a packet is sent in all before the client times out, at least once: 8 x 5 s = 40 s. */
  retries: number;
  signal?: AbortSignal | undefined;
  /** Called once, after the socket was bound and before the request is sent, so that a server in this process can identify us. */
  onBound?(localAddress: string, localPort: number): void;
};

/** Callbacks of one read. An exception from a callback ends the transfer with the fault that it threw. */
export type TftpSinks = {
  /** The file's bytes, in order, without gap or duplicate. The callee may keep the piece. */
  sink(piece: Uint8Array): void;
  /** Called once, when the server answered: the announced size, null when it announced none. */
  onAnnounced?(sizeBytes: number | null): void;
  /** Payload bytes so far; called for each acknowledged window. */
  onProgress?(bytes: number): void;
};
