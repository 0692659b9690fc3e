/** An SSH client of the command line for tests: exec requests, and a shell whose output can be awaited. */
import ssh2, { type Client, type ClientChannel } from "ssh2";

export type CliShell = {
  /** All output so far. */
  readonly text: string;
  type(text: string): void;
  /** Waits for `expected`. Resolves with the output since the last call, up to its end. */
  read(expected: RegExp | string): Promise<string>;
  /** Resolves when the server has closed the session. */
  readonly closed: Promise<void>;
};

export type CliClient = {
  /** What `ssh host "<command>"` prints, and its status. */
  exec(command: string): Promise<{ text: string; status: number }>;
  shell(size?: { columns: number; rows: number }): Promise<CliShell>;
  /** Ends the connection abruptly. */
  destroy(): void;
};

export function cliClient(port: number, password: string, username = "admin"): Promise<CliClient> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on("error", reject);
    client.once("ready", () => resolve(clientOn(client)));
    client.connect({ host: "127.0.0.1", port, username, password, readyTimeout: 60_000 });
  });
}

const clientOn = (client: Client): CliClient => ({
  exec: (command) =>
    new Promise((resolve, reject) => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let text = "";
        let status = -1;
        channel.on("data", (bytes: Buffer) => {
          text += bytes.toString();
        });
        channel.on("exit", (code: number) => {
          status = code;
        });
        channel.on("close", () => resolve({ text: text.replaceAll("\r\n", "\n"), status }));
        channel.end();
      });
    }),
  shell: ({ columns, rows } = { columns: 200, rows: 0 }) =>
    new Promise((resolve, reject) => {
      const window = { term: "vt100", cols: columns, rows, width: 0, height: 0 };
      client.shell(window, (error, channel) => {
        if (error) reject(error);
        else resolve(shellOn(channel));
      });
    }),
  destroy: () => client.destroy(),
});

function shellOn(channel: ClientChannel): CliShell {
  let text = "";
  let read = 0;
  const waiting = new Set<() => void>();
  channel.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    for (const look of [...waiting]) look();
  });
  const closed = new Promise<void>((resolve) => {
    channel.once("close", () => resolve());
  });
  return {
    get text() {
      return text;
    },
    closed,
    type: (typed) => void channel.write(typed),
    read: (expected) =>
      new Promise((resolve) => {
        const look = () => {
          const fresh = text.slice(read);
          const at = typeof expected === "string" ? fresh.indexOf(expected) : fresh.search(expected);
          if (at < 0) return;
          const length =
            typeof expected === "string" ? expected.length : (expected.exec(fresh)?.[0].length ?? 0);
          waiting.delete(look);
          read += at + length;
          resolve(fresh.slice(0, at + length));
        };
        waiting.add(look);
        look();
      }),
  };
}
