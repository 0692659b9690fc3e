/** An SSH client for tests of the command line: exec requests, and a shell whose output is read up to an expected text. */
import ssh2, { type Client, type ClientChannel } from "ssh2";

export type CliShell = {
  /** All output so far. */
  readonly text: string;
  type(text: string): void;
  /** Waits for the expected text. Resolves with the output since the last read, up to the end of that text. */
  read(expected: RegExp | string): Promise<string>;
  /** Resolves when the server has closed the session. */
  readonly closed: Promise<void>;
};

export type CliClient = {
  /** The output and the status of `ssh host "<command>"`. */
  exec(command: string): Promise<{ text: string; status: number }>;
  shell(size?: { columns: number; rows: number }): Promise<CliShell>;
  /** Drops the connection without closing it properly. */
  destroy(): void;
};

export function cliClient(port: number, password: string, username = "admin"): Promise<CliClient> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on("error", reject);
    client.once("ready", () => resolve(createCliClient(client)));
    client.connect({ host: "127.0.0.1", port, username, password, readyTimeout: 0 });
  });
}

const createCliClient = (client: Client): CliClient => ({
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
        else resolve(createShell(channel));
      });
    }),
  destroy: () => client.destroy(),
});

function createShell(channel: ClientChannel): CliShell {
  let text = "";
  let read = 0;
  const waiting = new Set<() => void>();
  channel.on("data", (bytes: Buffer) => {
    text += bytes.toString();
    for (const check of [...waiting]) check();
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
        const check = () => {
          const fresh = text.slice(read);
          const at = typeof expected === "string" ? fresh.indexOf(expected) : fresh.search(expected);
          if (at < 0) return;
          const length =
            typeof expected === "string" ? expected.length : (expected.exec(fresh)?.[0].length ?? 0);
          waiting.delete(check);
          read += at + length;
          resolve(fresh.slice(0, at + length));
        };
        waiting.add(check);
        check();
      }),
  };
}
