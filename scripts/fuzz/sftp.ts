/** Odd bytes to the SFTP server: before the login, and as requests of a user who has signed in. */
import { createConnection } from "node:net";
import ssh2, { type Client, type ClientChannel } from "ssh2";
import type { Chance } from "@/lib/kit/chance";
import { encodeOpen, encodePathRequest } from "@/lib/wire/sftp/requests";
import { mutated, oddText, randomBytes } from "./mutate";
import { type OpenTarget, within } from "./target";

const LOGIN = { username: "fuzz", password: "a password for fuzzing" };
const READ = 1;
const WRITE_CREATE = 2 | 8;

function requestOf(chance: Chance): Buffer {
  const id = chance.integer(0, 5);
  const path = chance.pick([".", "EWC_17_12_1", "EWC_17_12_1/ap1g8", "/..", oddText(chance)]);
  const valid = chance.pick<() => Uint8Array>([
    () => encodeOpen(id, path, chance.pick([READ, WRITE_CREATE, 0xffff])),
    () => encodePathRequest(chance.pick(["opendir", "stat", "lstat", "realpath"]), id, path),
    () => Buffer.concat([Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, chance.integer(0, 9)])]),
    () => Buffer.concat([Buffer.from([0, 0, 0, 0]), randomBytes(chance, 200)]),
  ])();
  return chance.next() < 0.3 ? Buffer.from(valid) : mutated(valid, chance);
}

/** A login. Resolves with the client when it can be used. */
const logIn = (port: number): Promise<Client> =>
  new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.once("ready", () => resolve(client));
    client.on("error", reject);
    client.connect({ host: "127.0.0.1", port, ...LOGIN, readyTimeout: 30_000 });
  });

/** The channel of the subsystem, for any bytes. */
const openChannel = (client: Client): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    client.subsys("sftp", (error, channel) => (error ? reject(error) : resolve(channel)));
  });

export const openSftp: OpenTarget = async (app) => {
  const answer = await fetch(`${app.url}/api/commands/sftp-users.save`, {
    method: "POST",
    headers: app.headers,
    body: JSON.stringify({
      user: {
        existing: false,
        name: LOGIN.username,
        password: LOGIN.password,
        publicKeys: "",
        home: "",
        access: "read-write",
        enabled: true,
        expiresAt: null,
      },
    }),
  });
  if (!answer.ok) throw new Error(`The SFTP user could not be made: ${await answer.text()}`);
  let client: Client | undefined;
  let channel: ClientChannel | undefined;
  const drop = () => {
    client?.end();
    client = undefined;
    channel = undefined;
  };
  return {
    async step(chance) {
      if (chance.next() < 0.02) {
        // Not SSH at all, or only its first line.
        const socket = createConnection(app.sftpPort, "127.0.0.1");
        socket.on("error", () => undefined);
        const words = chance.pick([
          randomBytes(chance, 300),
          Buffer.from("SSH-2.0-fuzz\r\n"),
          mutated(Buffer.from("SSH-2.0-OpenSSH_9.6\r\n"), chance),
        ]);
        await new Promise<void>((resolve) => socket.end(words, () => resolve()));
        socket.destroy();
        return;
      }
      if (client === undefined || channel === undefined) {
        // The server may have ended the channel alone.
        drop();
        client = await logIn(app.sftpPort).catch(() => undefined);
        // Refused after connections that were none: the check at the end signs in.
        if (client === undefined) return await new Promise((resolve) => setTimeout(resolve, 200));
        client.on("error", drop);
        client.on("close", drop);
        channel = await within("Opening the subsystem", openChannel(client));
        channel.on("error", drop);
        channel.on("close", () => {
          channel = undefined;
        });
        // Version 3, without which nothing is answered; sometimes it is missing.
        if (chance.next() < 0.9) channel.write(Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]));
        channel.resume();
      }
      const open = channel;
      await new Promise<void>((resolve) => open.write(requestOf(chance), () => resolve()));
      if (chance.next() < 0.005) drop();
    },
    async check() {
      const fresh = await within("Signing in", logIn(app.sftpPort));
      try {
        const names = await within(
          "Listing the root",
          new Promise<string[]>((resolve, reject) =>
            fresh.sftp((error, sftp) => {
              if (error) return reject(error);
              sftp.readdir("/", (failed, list) =>
                failed ? reject(failed) : resolve(list.map((each) => each.filename)),
              );
            }),
          ),
        );
        if (!names.includes("EWC_17_12_1")) throw new Error(`The root lists ${names.join(", ")}.`);
      } finally {
        fresh.end();
      }
    },
    disconnect: drop,
    close: () => Promise.resolve(),
  };
};
