/** Uploads over HTTP (tus) and the imports that follow: what was received is not lost, and nothing of it is left over. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { UploadTarget } from "@/lib/contracts/images";
import { UPLOADS_PATH } from "@/lib/contracts/uploads";
import type { Chance } from "@/lib/kit/chance";
import { type Bundle, described } from "./bundles";
import { type Activity, became, lost, type Problem, sleep, type Target, untrue } from "./target";

type Sent = {
  setName: string;
  bundle: Bundle;
  into: UploadTarget;
  /** Null until the console has answered with it. */
  id: string | null;
  /** Bytes that the console has said that it has. */
  acknowledged: number;
};
type Pieces = { bytes: number; pauseMs: number };

const IMPORT_WITHIN_MS = 90_000;
const UPLOAD_FILE = /^[0-9a-f]{32}(?=$|\.)/;
/** An activity that is not killed early does not fill the disk. */
const MOST_UPLOADS = 20;
const TUS = { "tus-resumable": "1.0.0" };

const isReceived = ({ acknowledged, bundle }: Sent): boolean => acknowledged === bundle.bytes.length;

export class Uploads {
  readonly #target: Target;
  readonly #bundles: { small: Bundle; large: Bundle; single: Bundle };
  #sent: Sent[] = [];
  #count = 0;
  /** Refusals, which must not occur. */
  #refused: Problem[] = [];

  constructor(target: Target, bundles: { small: Bundle; large: Bundle; single: Bundle }) {
    this.#target = target;
    this.#bundles = bundles;
  }

  /** One upload after the other, each slow enough to be met on its way. */
  receiving(chance: Chance): Activity {
    const bundle = chance.pick([this.#bundles.small, this.#bundles.small, this.#bundles.single]);
    const into = chance.next() < 0.25 ? "controller" : "repository";
    const pieces = { bytes: chance.integer(100_000, 3_000_000), pauseMs: chance.integer(0, 150) };
    return {
      run: async () => {
        // What is uploaded to the controller takes the place of what was before.
        const most = into === "controller" ? 1 : MOST_UPLOADS;
        for (let n = 0; n < most && this.#target.isUp; n++)
          await this.#send(this.#begin(bundle, into), pieces, bundle.bytes.length);
      },
      check: () => this.#check(chance),
    };
  }

  /** A large bundle of which only the last bytes are missing, so that its import is met on its way. */
  importing(chance: Chance): Activity {
    const sent = this.#begin(this.#bundles.large, chance.next() < 0.25 ? "controller" : "repository");
    const pieces = { bytes: 8_000_000, pauseMs: 0 };
    return {
      prepare: () => this.#send(sent, pieces, sent.bundle.bytes.length - 1000),
      run: () => this.#send(sent, pieces, sent.bundle.bytes.length),
      check: () => this.#check(chance),
    };
  }

  #begin(bundle: Bundle, into: UploadTarget): Sent {
    const sent = { setName: `KILL_${++this.#count}`, bundle, into, id: null, acknowledged: 0 };
    this.#sent.push(sent);
    return sent;
  }

  /** Sends until `end`, or until the console is killed. */
  async #send(sent: Sent, { bytes, pauseMs }: Pieces, end: number): Promise<void> {
    try {
      sent.id ??= await this.#create(sent);
      while (sent.id !== null && sent.acknowledged < end) {
        const from = sent.acknowledged;
        const response = await this.#target.request(`${UPLOADS_PATH}/${sent.id}`, {
          method: "PATCH",
          headers: {
            ...TUS,
            "content-type": "application/offset+octet-stream",
            "upload-offset": String(from),
          },
          body: new Uint8Array(sent.bundle.bytes.subarray(from, Math.min(end, from + bytes))),
        });
        if (!response.ok) return await this.#refuse(sent, response);
        sent.acknowledged = Number(response.headers.get("upload-offset"));
        if (pauseMs > 0) await sleep(pauseMs);
      }
    } catch (cause) {
      if (this.#target.isUp) throw cause;
    }
  }

  async #create({ bundle, setName, into }: Sent): Promise<string | null> {
    const metadata = {
      filename: bundle.name,
      setName,
      kind: bundle.name.endsWith(".zip") ? "bundle" : "file",
      into,
    };
    const response = await this.#target.request(UPLOADS_PATH, {
      method: "POST",
      headers: {
        ...TUS,
        "upload-length": String(bundle.bytes.length),
        "upload-metadata": Object.entries(metadata)
          .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
          .join(","),
      },
    });
    if (response.status !== 201) throw new Error(`An upload was refused: ${await response.text()}`);
    return response.headers.get("location")?.split("/").at(-1) ?? null;
  }

  async #refuse({ setName }: Sent, response: Response): Promise<void> {
    const text = await response.text();
    if (this.#target.isUp) this.#refused.push(lost(`the upload ${setName} was refused: ${text}`));
  }

  async #check(chance: Chance): Promise<Problem[]> {
    const problems = this.#refused;
    this.#refused = [];
    for (const sent of this.#sent) problems.push(...(await this.#checkOne(sent, chance)));
    await this.#removeUnknown();
    this.#sent = [];
    return problems;
  }

  async #checkOne(sent: Sent, chance: Chance): Promise<Problem[]> {
    const problems: Problem[] = [];
    if (sent.id === null) return problems;
    if (!isReceived(sent)) {
      const found = await this.#resume(sent, chance);
      if (found === "canceled") return problems;
      if (found !== null) problems.push(found);
    }
    if (isReceived(sent)) {
      const isImported = await became(() => this.#differs(sent) === null, IMPORT_WITHIN_MS);
      if (!isImported) problems.push(lost(`${sent.setName} was received completely: ${this.#differs(sent)}`));
    }
    if (this.#row(sent) !== undefined) await this.#remove(sent);
    return problems;
  }

  /** An upload that was cut off: goes on with it, or cancels it, as a browser would. */
  async #resume(sent: Sent, chance: Chance): Promise<Problem | "canceled" | null> {
    const path = `${UPLOADS_PATH}/${sent.id}`;
    const goesOn = chance.next() < 0.5;
    const head = await this.#target.request(path, { method: "HEAD", headers: TUS });
    if (!head.ok) {
      // All bytes may have arrived although this was not answered.
      const isThere = await became(() => this.#differs(sent) === null, 5000);
      const answered = `the upload ${sent.setName} is answered with ${head.status} after the restart`;
      if (!isThere) return lost(`${answered}, and ${sent.acknowledged} bytes of it had been acknowledged`);
      return head.status === 404 || head.status === 410
        ? null
        : untrue(`${answered}, and its image set is complete`);
    }
    const offset = Number(head.headers.get("upload-offset"));
    if (offset < sent.acknowledged)
      return lost(
        `the upload ${sent.setName} has ${offset} bytes after the restart, and ${sent.acknowledged} had been acknowledged`,
      );
    sent.acknowledged = offset;
    if (isReceived(sent)) return null;
    if (goesOn) {
      await this.#send(sent, { bytes: 8_000_000, pauseMs: 0 }, sent.bundle.bytes.length);
      return isReceived(sent) ? null : lost(`the upload ${sent.setName} does not go on after the restart`);
    }
    const canceled = await this.#target.request(path, { method: "DELETE", headers: TUS });
    return canceled.status === 204
      ? "canceled"
      : untrue(`the upload ${sent.setName} cannot be canceled after the restart: ${await canceled.text()}`);
  }

  /** Cancels uploads whose ids were not answered before the kill: nobody can go on with them. */
  async #removeUnknown(): Promise<void> {
    const known = new Set(this.#sent.map(({ id }) => id));
    for (const name of readdirSync(join(this.#target.app.dataDir, "uploads"))) {
      const id = UPLOAD_FILE.exec(name)?.[0];
      const isUnknown = id !== undefined && !known.has(id);
      if (isUnknown && this.#sent.some((sent) => sent.id === null))
        await this.#target.request(`${UPLOADS_PATH}/${id}`, { method: "DELETE", headers: TUS });
    }
  }

  #row({ into, setName }: Sent) {
    return this.#target.row(into === "controller" ? "uploadedImages" : "images", setName);
  }

  /** How the image set differs from what was uploaded, in words; null when it is the same. */
  #differs(sent: Sent): string | null {
    const set = this.#row(sent);
    if (set === undefined) return "there is no image set";
    if (set.files.length !== sent.bundle.files.size)
      return `the image set has ${set.files.length} files, not ${sent.bundle.files.size}`;
    const other = set.files.find(
      (file) => sent.bundle.files.get(file.path) !== described(file.sizeBytes, file.sha512),
    );
    return other === undefined ? null : `${other.path} has ${other.sizeBytes} bytes, SHA-512 ${other.sha512}`;
  }

  async #remove(sent: Sent): Promise<void> {
    if (sent.into === "controller")
      await this.#target.order("images.discard-uploaded", { name: sent.setName });
    else await this.#target.order("images.remove", { set: sent.setName });
    await became(() => this.#row(sent) === undefined, 10_000);
  }
}
