/** Bundles that come into the images folder: written by an SFTP client, and imported from there. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2, { type Client, type SFTPWrapper } from "ssh2";
import type { Chance } from "@/lib/kit/chance";
import { type Bundle, described } from "./bundles";
import { type Activity, became, lost, orphan, type Problem, sleep, type Target, untrue } from "./target";

const LOGIN = { username: "kills", password: "a password for kills" };
const PIECE_BYTES = 30_000;

type Put = { path: string; isAnswered: boolean };

export class FolderFiles {
  readonly #target: Target;
  readonly #workDir: string;
  readonly #bundles: { small: Bundle; large: Bundle };
  #count = 0;

  constructor(target: Target, workDir: string, bundles: { small: Bundle; large: Bundle }) {
    this.#target = target;
    this.#workDir = workDir;
    this.#bundles = bundles;
  }

  /** Makes the user who uploads. */
  async open(): Promise<void> {
    const login = { existing: false, name: LOGIN.username, password: LOGIN.password };
    await this.#target.order("sftp-users.save", {
      user: { ...login, publicKeys: "", home: "", access: "read-write", enabled: true, expiresAt: null },
    });
  }

  /** A file that a client writes over SFTP. */
  putting(chance: Chance): Activity {
    const bytes = this.#bundles.small.bytes;
    const pauseEvery = chance.integer(1, 40);
    const put: Put = { path: this.#inImages(`put-${++this.#count}.zip`), isAnswered: false };
    let link: { client: Client; sftp: SFTPWrapper } | undefined;
    return {
      prepare: async () => {
        link = await logIn(this.#target.app.sftpPort);
      },
      run: async () => {
        if (link === undefined) return;
        const { client, sftp } = link;
        // The kill ends the connection, and nothing more is answered.
        const isCutOff = new Promise<void>((resolve) => client.once("close", resolve));
        client.on("error", () => undefined);
        await Promise.race([
          isCutOff,
          write(sftp, put.path.split("/").at(-1) ?? "", bytes, pauseEvery).then(
            () => {
              put.isAnswered = true;
            },
            () => undefined,
          ),
        ]);
        client.end();
      },
      check: async () => {
        const found = existsSync(put.path) ? readFileSync(put.path) : null;
        await this.#delete(put.path);
        if (found === null)
          return put.isAnswered ? [lost(`${put.path} was closed over SFTP and is not there`)] : [];
        return found.equals(bytes) ? [] : [lost(`${put.path} has ${found.length} of ${bytes.length} bytes`)];
      },
    };
  }

  /** A bundle that lies in the folder and is imported by command. */
  importing(): Activity {
    const bundle = this.#bundles.large;
    const [name, file] = [`FOLDER_${++this.#count}`, `folder-${this.#count}.zip`];
    const path = this.#inImages(file);
    return {
      prepare: () => {
        const written = join(this.#workDir, file);
        writeFileSync(written, bundle.bytes);
        renameSync(written, path);
        return Promise.resolve();
      },
      run: async () => {
        const answer = await this.#target.ask("servers.import-bundle", { path: file, name });
        if (answer?.ok === false) throw new Error(`The import was refused: ${answer.fault.message}`);
      },
      check: async () => {
        const set = () => this.#target.row("images", name);
        const isSame = () =>
          set()?.files.every(
            ({ path: each, sizeBytes, sha512 }) => bundle.files.get(each) === described(sizeBytes, sha512),
          ) === true && set()?.files.length === bundle.files.size;
        const problems: Problem[] = [];
        const isZipLeft = existsSync(path);
        if (existsSync(this.#inImages(name))) {
          if (!(await became(isSame, 60_000)))
            problems.push(untrue(`the image set ${name} is there and not complete`));
          // A zip that was imported is deleted; this one would be offered for import for ever.
          if (isZipLeft) problems.push(orphan(`${file} was imported as ${name} and is still there`));
          await this.#target.order("images.remove", { set: name });
        } else if (!isZipLeft) problems.push(lost(`${file} is gone, and ${name} is not there`));
        await this.#delete(path);
        return problems;
      },
    };
  }

  #inImages(name: string): string {
    return join(this.#target.app.dataDir, "images", name);
  }

  /** As an operator would delete it on the disk. */
  #delete(path: string): Promise<void> {
    rmSync(path, { force: true });
    return Promise.resolve();
  }
}

function logIn(port: number): Promise<{ client: Client; sftp: SFTPWrapper }> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on("error", reject);
    client.once("ready", () =>
      client.sftp((error, sftp) => (error ? reject(error) : resolve({ client, sftp }))),
    );
    client.connect({ host: "127.0.0.1", port, ...LOGIN, readyTimeout: 60_000 });
  });
}

/** Resolves when the server has answered that the file is closed. */
async function write(sftp: SFTPWrapper, name: string, bytes: Buffer, pauseEvery: number): Promise<void> {
  const handle = await new Promise<Buffer>((resolve, reject) =>
    sftp.open(name, "w", (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  for (let at = 0, n = 0; at < bytes.length; at += PIECE_BYTES, n++) {
    const length = Math.min(PIECE_BYTES, bytes.length - at);
    await new Promise<void>((resolve, reject) =>
      sftp.write(handle, bytes, at, length, at, (error) => (error ? reject(error) : resolve())),
    );
    if (n % pauseEvery === 0) await sleep(5);
  }
  await new Promise<void>((resolve, reject) =>
    sftp.close(handle, (error) => (error ? reject(error) : resolve())),
  );
}
