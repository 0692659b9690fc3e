import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/contracts/actor";
import { type Answer, type Fault, fault } from "@/lib/contracts/fault";
import { UPLOADS_PATH } from "@/lib/contracts/uploads";
import { UploadStore } from "./upload-store";
import { createUploads, type UploadPorts, type Uploads } from "./uploads";

const actor: Actor = { name: "operator", role: "admin", from: "127.0.0.1" };
const zip = (length: number) => {
  const bytes = new Uint8Array(length).map((_, i) => i % 251);
  bytes.set([0x50, 0x4b, 3, 4]);
  return bytes;
};

let directory: string;
let asked: { type: string; input: Record<string, unknown>; actor: Actor }[];
let answers: Record<string, Answer<unknown>>;
let uploads: Uploads;

/** An engine without image sets that accepts every import, unless `answers` says otherwise. */
const ask = ((type: string, input: Record<string, unknown>, by: Actor) => {
  asked.push({ type, input, actor: by });
  const none: Answer<unknown> = { ok: false, fault: fault("not-found") };
  return Promise.resolve(answers[type] ?? (type === "images.audit" ? none : { ok: true, value: {} }));
}) as UploadPorts["ask"];

const begin = (over: Partial<UploadPorts> = {}) =>
  createUploads({ directory, ask, freeBytes: () => Promise.resolve(1e12), ...over });

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "uploads-"));
  asked = [];
  answers = {};
  uploads = begin();
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const metadata = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value, "utf8").toString("base64")}`)
    .join(",");
const bundle = { filename: "C9800-AP-universalk9.17.12.01.zip", setName: "EWC_17_12_1", kind: "bundle" };

const send = (method: string, url: string, headers: Record<string, string> = {}, body?: BodyInit) =>
  uploads.handle(
    new Request(`http://localhost${url}`, {
      method,
      headers: { "Tus-Resumable": "1.0.0", ...headers },
      ...(body !== undefined && { body, duplex: "half" }),
    } as RequestInit),
    actor,
  );
const create = (length: number, said: Record<string, string> = bundle) =>
  send("POST", UPLOADS_PATH, { "Upload-Length": String(length), "Upload-Metadata": metadata(said) });
const part = (url: string, offset: number, bytes: BodyInit) =>
  send(
    "PATCH",
    url,
    { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
    bytes,
  );
const locationOf = (response: Response) => response.headers.get("location")!;
const faultIn = async (response: Response) => ((await response.json()) as { fault: Fault }).fault;
const imported = () => asked.filter((a) => a.type === "images.import");
const states = () => asked.filter((a) => a.type === "images.upload-progress").map((a) => a.input.state);

describe("an upload", () => {
  it("whose transfer an operator aborted is refused with the part that arrives, and its file is deleted", async () => {
    const bytes = zip(300_000);
    const url = locationOf(await create(bytes.length));
    answers["images.upload-progress"] = { ok: true, value: { isWanted: false } };
    const refused = await part(url, 0, bytes.subarray(0, 100_000));
    expect(await faultIn(refused)).toMatchObject({ code: "aborted", remedy: "Upload the file again." });
    expect(imported()).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });

  it("to the controller is checked, reported and imported there, not in the repository", async () => {
    const bytes = zip(10_000);
    const url = locationOf(await create(bytes.length, { ...bundle, into: "controller" }));
    expect((await part(url, 0, bytes)).status).toBe(204);
    expect(asked.map(({ type, input }) => [type, input.into])).toEqual([
      ["images.audit", "controller"],
      ["images.upload-progress", "controller"],
      ["images.upload-progress", "controller"],
      ["images.import", "controller"],
    ]);
  });

  it("to the controller is refused when it has an upload of that name, before anything is sent", async () => {
    answers["images.audit"] = { ok: true, value: {} };
    const refused = await create(100_000, { ...bundle, into: "controller" });
    expect(await faultIn(refused)).toMatchObject({
      code: "name-clash",
      message: "The controller has an uploaded image named EWC_17_12_1.",
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it("to a target that does not exist is refused", async () => {
    const refused = await create(100_000, { ...bundle, into: "elsewhere" });
    expect(await faultIn(refused)).toMatchObject({ code: "bad-input" });
  });

  it("arrives in parts and is handed to the import, complete and with its own id", async () => {
    const bytes = zip(300_000);
    const url = locationOf(await create(bytes.length));
    expect((await part(url, 0, bytes.subarray(0, 100_000))).headers.get("upload-offset")).toBe("100000");
    expect((await part(url, 100_000, bytes.subarray(100_000))).status).toBe(204);

    const { input, actor: by } = imported()[0]!;
    expect(by).toEqual(actor);
    expect(input).toMatchObject({
      name: "EWC_17_12_1",
      consume: true,
      uploadId: url.split("/").at(-1),
    });
    expect(input).not.toHaveProperty("fileName");
    expect(new Uint8Array(await readFile(String(input.source)))).toEqual(bytes);
    expect(states()[0]).toBe("receiving");
    expect(states().at(-1)).toBe("received");
    const id = url.split("/").at(-1);
    expect((await readdir(directory)).sort()).toEqual([`${id}.json`, `${id}.received`]);
  });

  it("of a single image names the file inside the set", async () => {
    const url = locationOf(await create(5, { filename: "ap1g7", setName: "EWC_17_12_1", kind: "file" }));
    await part(url, 0, "image");
    expect(imported()[0]?.input).toMatchObject({ name: "EWC_17_12_1", fileName: "ap1g7" });
  });

  it("whose last answer was lost is not received again", async () => {
    const bytes = zip(1000);
    const url = locationOf(await create(bytes.length));
    await part(url, 0, bytes);
    const head = await send("HEAD", url);
    expect([head.status, head.headers.get("upload-offset"), head.headers.get("upload-length")]).toEqual([
      200,
      "1000",
      "1000",
    ]);
    expect(imported().length).toBe(1);
  });
});

describe("after a broken connection", () => {
  it("an upload resumes behind the bytes that were received", async () => {
    const bytes = zip(200_000);
    const url = locationOf(await create(bytes.length));
    const breaking = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, 64_000));
      },
      pull(controller) {
        controller.error(new Error("socket hang up"));
      },
    });
    expect((await part(url, 0, breaking)).ok).toBe(false);

    const offset = Number((await send("HEAD", url)).headers.get("upload-offset"));
    expect(offset).toBeLessThanOrEqual(64_000);
    expect((await part(url, offset, bytes.subarray(offset))).status).toBe(204);
    expect(new Uint8Array(await readFile(String(imported()[0]?.input.source)))).toEqual(bytes);
  });

  it("an upload resumes even if the program was restarted", async () => {
    const bytes = zip(2000);
    const url = locationOf(await create(bytes.length));
    await part(url, 0, bytes.subarray(0, 500));
    uploads = begin();
    expect((await send("HEAD", url)).headers.get("upload-offset")).toBe("500");
    expect((await part(url, 500, bytes.subarray(500))).status).toBe(204);
    expect(imported().length).toBe(1);
  });

  it("a part for another position is refused and changes nothing", async () => {
    const url = locationOf(await create(2000));
    const refused = await part(url, 700, zip(10));
    expect(refused.status).toBe(409);
    expect((await faultIn(refused)).code).toBe("conflict");
  });
});

describe("an upload leaves no file behind", () => {
  it("when it is canceled before its end", async () => {
    const url = locationOf(await create(2000));
    await part(url, 0, zip(500));
    expect((await send("DELETE", url)).status).toBe(204);
    expect(await readdir(directory)).toEqual([]);
    expect(states().at(-1)).toBe("canceled");
  });

  it("when it is canceled after its end, which cancels its import", async () => {
    const url = locationOf(await create(100));
    await part(url, 0, zip(100));
    expect((await send("DELETE", url)).status).toBe(204);
    expect(asked.at(-1)).toMatchObject({
      type: "images.cancel-import",
      input: { id: url.split("/").at(-1) },
    });
  });

  it("when its first part shows that it is not a zip", async () => {
    const url = locationOf(await create(1_000_000));
    const refused = await part(url, 0, new Uint8Array(8000).fill(7));
    expect(refused.status).toBe(422);
    expect((await faultIn(refused)).code).toBe("not-a-bundle");
    expect(await readdir(directory)).toEqual([]);
    expect(states().at(-1)).toBe("failed");
  });

  it("when the import refuses it", async () => {
    answers["images.import"] = { ok: false, fault: fault("bomb") };
    const url = locationOf(await create(100));
    const refused = await part(url, 0, zip(100));
    expect([refused.status, (await faultIn(refused)).code]).toEqual([422, "bomb"]);
    expect(await readdir(directory)).toEqual([]);
  });

  it("when nobody resumes it for a day", async () => {
    await create(100);
    await writeFile(path.join(directory, "somebody-elses.txt"), "kept");
    const old = new Date(Date.now() - 25 * 3_600_000);
    for (const name of await readdir(directory)) await utimes(path.join(directory, name), old, old);
    await create(100);
    await uploads.sweep();
    expect((await readdir(directory)).filter((n) => n.endsWith(".json")).length).toBe(1);
    expect(await readdir(directory)).toContain("somebody-elses.txt");
  });
});

describe("an upload is refused", () => {
  it.each([
    ["when its file is larger than the limit", 9_000_000_000, bundle, 413, "too-large"],
    ["when its file is empty", 0, bundle, 400, "bad-input"],
    ["when its name leads out of the repository", 10, { ...bundle, setName: "../../etc" }, 400, "bad-input"],
    [
      "when its file is not an image",
      10,
      { filename: "run.sh", setName: "x", kind: "file" },
      400,
      "bad-input",
    ],
    ["when it has no complete metadata", 10, { filename: "x.zip" }, 400, "bad-input"],
  ])("%s, before a byte is received", async (_, length, said, status, code) => {
    const response = await create(length, said as Record<string, string>);
    expect([response.status, (await faultIn(response)).code]).toEqual([status, code]);
    expect(await readdir(directory)).toEqual([]);
  });

  it("when an image set has its name", async () => {
    answers["images.audit"] = { ok: true, value: {} };
    const response = await create(10);
    expect([response.status, (await faultIn(response)).code]).toEqual([409, "name-clash"]);
  });

  it("when the disk is too full, counting the uploads in progress: status 507, with the needed and the free size", async () => {
    uploads = begin({ freeBytes: () => Promise.resolve(5_000_000_000) });
    expect((await create(2_000_000_000)).status).toBe(201);
    const response = await create(2_000_000_000, { ...bundle, setName: "EWC_2" });
    expect(response.status).toBe(507);
    expect((await faultIn(response)).message).toContain(
      "needs 6.1 GB to be received and unpacked, and 5.0 GB are free",
    );
  });

  it("when it sends more bytes than it announced", async () => {
    const url = locationOf(await create(100));
    const response = await part(url, 0, zip(200));
    expect([response.status, (await faultIn(response)).code]).toEqual([413, "too-large"]);
  });

  it("when its id is not one that the program made", async () => {
    for (const id of ["..%2f..%2fetc%2fpasswd", "x".repeat(40), "%00"]) {
      const response = await send("HEAD", `${UPLOADS_PATH}/${id}`);
      expect(response.status).toBe(404);
    }
  });
});

describe("after a crash", () => {
  const received = async (): Promise<{ url: string; bytes: Uint8Array<ArrayBuffer> }> => {
    const bytes = zip(1000);
    const url = locationOf(await create(bytes.length));
    await part(url, 0, bytes);
    return { url, bytes };
  };
  const restart = async () => {
    asked = [];
    uploads = begin();
    await uploads.recover();
  };

  it("an upload whose import had not ended is imported again, in the name of who sent it", async () => {
    const { url, bytes } = await received();
    await restart();
    const [again] = imported();
    expect(again?.actor.name).toBe("operator");
    expect(again?.input).toMatchObject({
      name: "EWC_17_12_1",
      into: "repository",
      consume: true,
      uploadId: url.split("/").at(-1),
    });
    expect(new Uint8Array(await readFile(String(again?.input.source)))).toEqual(bytes);
    expect((await send("HEAD", url)).headers.get("upload-offset")).toBe("1000");
  });

  it("an upload that was complete, but not yet handed to the import, is imported", async () => {
    const { url, bytes } = await received();
    const id = url.split("/").at(-1) ?? "";
    await rename(path.join(directory, `${id}.received`), path.join(directory, id));
    await restart();
    expect(new Uint8Array(await readFile(String(imported()[0]?.input.source)))).toEqual(bytes);
  });

  it("an upload whose import had ended is not imported again, and not received again", async () => {
    const { url } = await received();
    await rm(path.join(directory, `${url.split("/").at(-1)}.received`));
    await restart();
    expect(imported()).toEqual([]);
    expect((await send("HEAD", url)).headers.get("upload-offset")).toBe("1000");
    expect(await readdir(directory)).toEqual([]);
  });

  it("an upload that was not complete can be resumed", async () => {
    const bytes = zip(1000);
    const url = locationOf(await create(bytes.length));
    await part(url, 0, bytes.subarray(0, 400));
    await restart();
    expect(imported()).toEqual([]);
    expect((await send("HEAD", url)).headers.get("upload-offset")).toBe("400");
    await part(url, 400, bytes.subarray(400));
    expect(new Uint8Array(await readFile(String(imported()[0]?.input.source)))).toEqual(bytes);
  });

  it("files that belong to no upload are removed, others in the folder stay", async () => {
    await writeFile(path.join(directory, `${"a".repeat(32)}.received`), "orphan");
    await writeFile(path.join(directory, "b".repeat(32)), "orphan");
    await writeFile(path.join(directory, "notes.txt"), "mine");
    await restart();
    expect(await readdir(directory)).toEqual(["notes.txt"]);
  });

  it("metadata that claims another sender does not count", async () => {
    const url = locationOf(await create(4, { ...bundle, by: "somebody else" }));
    await part(url, 0, zip(4));
    await restart();
    expect(imported()[0]?.actor.name).toBe("operator");
  });
});

it.skipIf(process.platform !== "linux")(
  "when the disk becomes full, the upload is refused in words, its row has failed, and no file is left",
  async () => {
    const bytes = zip(1000);
    const url = locationOf(await create(bytes.length));
    const data = path.join(directory, url.split("/").at(-1) ?? "");
    await rm(data);
    // Every write to this device fails as on a full disk.
    await symlink("/dev/full", data);
    const response = await part(url, 0, bytes);
    expect(response.status).toBe(507);
    expect(await faultIn(response)).toMatchObject({
      code: "disk-full",
      remedy: "Free some space, then upload the file again.",
    });
    expect(states().at(-1)).toBe("failed");
    expect(await readdir(directory)).toEqual([]);
    expect((await send("HEAD", url)).status).toBe(507);
  },
);

it("an upload loses its metadata first, so that a crash in between does not make it a complete one", async () => {
  const id =
    locationOf(await create(1000))
      .split("/")
      .at(-1) ?? "";
  // A folder in place of the data can't be deleted as a file: the removal ends halfway.
  await rm(path.join(directory, id));
  await mkdir(path.join(directory, id));
  const store = new UploadStore(directory, () => Promise.resolve());
  await expect(store.discard(id)).rejects.toThrow();
  expect(await readdir(directory)).toEqual([id]);
});

it("an upload that does not exist can't be canceled", async () => {
  expect((await send("DELETE", `${UPLOADS_PATH}/${"a".repeat(32)}`)).status).toBe(404);
});
