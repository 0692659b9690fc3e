/** The TFTP server of an engine under test, in the thread of the test, with the messages of a thread of its own. */
import { MessageChannel } from "node:worker_threads";
import { serveTftp } from "@/lib/servers/tftp/serve-tftp";
import type { StartTftpThread } from "@/lib/servers/tftp/tftp-channel";

export const startTftpInThisThread: StartTftpThread = (start) => {
  const { port1, port2 } = new MessageChannel();
  const isGone: ((why: string) => void)[] = [];
  serveTftp(port2, start).catch((error: unknown) => {
    for (const listener of isGone) listener(String(error));
  });
  return {
    port: port1,
    onGone: (listener) => void isGone.push(listener),
    end: () => Promise.resolve(port2.close()),
  };
};
