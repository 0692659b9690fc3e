/** SFTP servers and clients for single tests, closed after each test. */
import { connect, type Socket } from "node:net";
import { afterEach } from "vitest";
import type { SftpSettings } from "@/lib/contracts/sftp";
import { logIn, type SftpLink } from "@/lib/servers/sftp/sftp-link";
import { peer } from "./sftp-requests";
import { type RigOptions, type SftpRig, startSftpRig } from "./sftp-rig";
import { askAndStop } from "./sftp-stuck-reader";

/** Starts servers and clients that are closed after the test. */
export type SftpTestRigs = {
  start(options?: RigOptions): Promise<SftpRig>;
  withSettings(settings: Partial<SftpSettings>): Promise<SftpRig>;
  /** A client that is logged in. */
  link(rig: SftpRig, user?: string): Promise<SftpLink>;
  /** A client that requests the file `file` and stops reading. */
  askAndStopReading(rig: SftpRig, reads: number, hugeWindow: boolean): Promise<Socket>;
  /** `close` is called after the test, before its servers stop. */
  afterwards(close: () => void): void;
};

/** To be called once, at the top of a test file. */
export function sftpTestRigs(): SftpTestRigs {
  const rigs: SftpRig[] = [];
  const toClose: (() => void)[] = [];
  afterEach(async () => {
    for (const close of toClose.splice(0)) close();
    for (const rig of rigs.splice(0)) await rig.stop();
  });
  const start = async (options: RigOptions = {}) => {
    const rig = await startSftpRig(options);
    rigs.push(rig);
    return rig;
  };
  return {
    start,
    withSettings: (settings) => start({ settings }),
    link: async (rig, user = "ewc") => {
      const login = await logIn(peer(rig, user));
      if (!login.ok) throw new Error(login.fault.message);
      toClose.push(() => login.link.end());
      return login.link;
    },
    askAndStopReading: async (rig, reads, hugeWindow) => {
      const sock = connect(rig.port, rig.address);
      toClose.push(() => sock.destroy());
      await askAndStop(sock, reads, hugeWindow);
      return sock;
    },
    afterwards: (close) => void toClose.push(close),
  };
}
