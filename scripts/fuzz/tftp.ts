/** Odd packets to the TFTP server, and to the ports of its transfers. */
import { createSocket } from "node:dgram";
import type { Chance } from "@/lib/kit/chance";
import { probeTftp } from "@/lib/servers/tftp/tftp-client";
import { mutated, oddText, randomBytes } from "./mutate";
import { type OpenTarget, within } from "./target";

const SOCKETS = 8;
const PATH = "EWC_17_12_1/ap1g8";

const request = (opcode: number, words: readonly string[]): Buffer =>
  Buffer.concat([Buffer.from([0, opcode]), ...words.map((word) => Buffer.from(`${word}\0`, "latin1"))]);

function packet(chance: Chance): Buffer {
  const option = () => [
    chance.pick(["blksize", "windowsize", "tsize", "timeout", "rollover", oddText(chance)]),
    chance.pick(["0", "1", "8", "512", "65464", "65465", "-1", oddText(chance)]),
  ];
  const options = Array.from({ length: chance.integer(0, 4) }, option).flat();
  const valid = [
    () =>
      request(1, [
        chance.pick([PATH, "nothing", oddText(chance)]),
        chance.pick(["octet", "netascii", "mail", oddText(chance)]),
        ...options,
      ]),
    () => request(2, [chance.pick(["new-file", PATH, oddText(chance)]), "octet", ...options]),
    () => Buffer.concat([Buffer.from([0, 3, 0, chance.integer(0, 3)]), randomBytes(chance, 600)]),
    () => Buffer.from([0, 4, chance.integer(0, 255), chance.integer(0, 255)]),
    () =>
      Buffer.concat([
        Buffer.from([0, 5, 0, chance.integer(0, 9)]),
        Buffer.from(`${oddText(chance)}\0`, "latin1"),
      ]),
    () => request(6, options),
  ];
  const made = chance.pick(valid)();
  return chance.next() < 0.5 ? made : mutated(made, chance);
}

export const openTftp: OpenTarget = async (app) => {
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const socket = createSocket("udp4");
      await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
      return socket;
    }),
  );
  /** The ports from which the server has answered: those of transfers. */
  const ports: number[] = [];
  for (const socket of sockets) {
    socket.on("message", (_answer, from) => {
      ports.push(from.port);
      if (ports.length > 32) ports.shift();
    });
    socket.on("error", () => undefined);
  }
  return {
    async step(chance) {
      const port = chance.next() < 0.4 && ports.length > 0 ? chance.pick(ports) : app.tftpPort;
      const socket = chance.pick(sockets);
      await new Promise<void>((resolve) => socket.send(packet(chance), port, "127.0.0.1", () => resolve()));
    },
    async check() {
      const answer = await within(
        "Asking for an image",
        probeTftp({ server: "127.0.0.1", port: app.tftpPort, path: PATH, timeoutMs: 2000, retries: 8 }),
      );
      if (!answer.found) throw new Error(answer.fault.message);
    },
    disconnect() {
      for (const socket of sockets.splice(0)) socket.close();
    },
    close: () => Promise.resolve(),
  };
};
