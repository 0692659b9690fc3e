// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://console.example/" }
/** Uploads by the browser's tus client against a server in memory, whose losses and refusals the test controls. */
import { defaultOptions, type HttpRequest, type HttpResponse, type HttpStack } from "tus-js-client";
import { beforeEach, expect, test, vi } from "vitest";
import { fault } from "@/lib/contracts/fault";
import { UPLOADS_PATH } from "@/lib/contracts/uploads";
import { discardUpload, openTusConnection } from "./upload-connection";
import type { UploadRequest } from "./upload-manager";

// Node.js would get the build that reads files from the disk.
vi.mock("tus-js-client", () => vi.importActual("tus-js-client/lib.es5/browser/index.js"));

type Answer = { status: number; headers?: Record<string, string>; body?: string };

/** The tus protocol as far as a client sees it. */
class Server implements HttpStack {
  readonly uploads = new Map<string, { size: number; bytes: string; metadata: Record<string, string> }>();
  /** `POST`, `HEAD u1`, `PATCH u1 0`, `DELETE u1` */
  readonly requests: string[] = [];
  created = 0;
  /** Called with each request before it is answered; an answer replaces the server's, a rejection loses it. */
  before: (request: string) => Promise<Answer | undefined> = () => Promise.resolve(undefined);

  getName(): string {
    return "Server";
  }

  createRequest(method: string, url: string): HttpRequest {
    const headers = new Map<string, string>();
    let report: (bytesSent: number) => void = () => undefined;
    let abort: (reason: Error) => void = () => undefined;
    return {
      getMethod: () => method,
      getURL: () => url,
      setHeader: (name, value) => void headers.set(name, String(value)),
      getHeader: (name) => headers.get(name),
      setProgressHandler: (handler) => {
        report = handler;
      },
      send: async (body) => {
        const aborted = new Promise<never>((_, reject) => {
          abort = reject;
        });
        const sent = body instanceof Blob ? await body.text() : "";
        const answer = await Promise.race([aborted, this.#answer(method, url, headers, sent)]);
        report(sent.length);
        return responseOf(answer);
      },
      abort: () => {
        abort(new Error("aborted"));
        return Promise.resolve();
      },
      getUnderlyingObject: () => null,
    };
  }

  async #answer(method: string, url: string, headers: Map<string, string>, body: string): Promise<Answer> {
    const id = url.slice(url.lastIndexOf("/") + 1);
    const at = method === "PATCH" ? ` ${headers.get("Upload-Offset")}` : "";
    const request = method === "POST" ? "POST" : `${method} ${id}${at}`;
    this.requests.push(request);
    const instead = await this.before(request);
    if (instead) return instead;
    if (method === "POST") return this.#create(headers);
    const upload = this.uploads.get(id);
    if (upload === undefined) return { status: 404 };
    if (method === "DELETE") {
      this.uploads.delete(id);
      return { status: 204 };
    }
    upload.bytes += body;
    const now = { "Upload-Offset": `${upload.bytes.length}`, "Upload-Length": `${upload.size}` };
    return { status: method === "HEAD" ? 200 : 204, headers: now };
  }

  #create(headers: Map<string, string>): Answer {
    const id = `u${++this.created}`;
    const metadata = Object.fromEntries(
      (headers.get("Upload-Metadata") ?? "").split(",").map((pair) => {
        const [name = "", value = ""] = pair.split(" ");
        return [name, Buffer.from(value, "base64").toString()];
      }),
    );
    this.uploads.set(id, { size: Number(headers.get("Upload-Length")), bytes: "", metadata });
    return { status: 201, headers: { Location: `${UPLOADS_PATH}/${id}` } };
  }
}

const responseOf = ({ status, headers = {}, body = "" }: Answer): HttpResponse => ({
  getStatus: () => status,
  getHeader: (name) => headers[name],
  getBody: () => body,
  getUnderlyingObject: () => null,
});

let server = new Server();
beforeEach(() => {
  server = new Server();
  defaultOptions.httpStack = server;
  localStorage.clear();
});

const CONTENT = "0123456789";
const imageFile = (content: string = CONTENT) => new File([content], "ap1g7", { lastModified: 1 });
const request = (about: Partial<UploadRequest> = {}): UploadRequest => ({
  file: imageFile(),
  setName: "EWC_17_12_1",
  kind: "file",
  into: "repository",
  ...about,
});

/** An upload, and what it has reported. */
function open(about: Partial<UploadRequest> = {}) {
  const reports: unknown[] = [];
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const connection = openTusConnection(request(about), {
    known: (id, resumed) => void reports.push(["known", id, resumed]),
    progress: (sent) => void reports.push(["progress", sent]),
    waiting: () => void reports.push(["waiting"]),
    done: () => {
      reports.push(["done"]);
      end();
    },
    failed: (reason) => {
      reports.push(["failed", reason]);
      end();
    },
  });
  const of = (kind: string) => (reports as unknown[][]).filter(([each]) => each === kind);
  return { connection, reports, ended, of };
}

/** The server keeps the request that begins so, until `release` is called. */
function hold(beginning: string) {
  let release = () => {};
  const held = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  server.before = (each) => (each.startsWith(beginning) ? held : Promise.resolve(undefined));
  const arrived = () => vi.waitFor(() => expect(server.requests.at(-1)).toMatch(beginning));
  return { release: () => release(), arrived };
}

test("a file arrives whole, with what the server has to know of it, and gets the server's id", async () => {
  const upload = open({ into: "controller" });
  upload.connection.start();
  await upload.ended;
  expect(server.uploads.get("u1")).toEqual({
    size: CONTENT.length,
    bytes: CONTENT,
    metadata: { filename: "ap1g7", setName: "EWC_17_12_1", kind: "file", into: "controller" },
  });
  expect(upload.reports[0]).toEqual(["known", "u1", null]);
  expect(upload.of("progress").at(-1)).toEqual(["progress", CONTENT.length]);
  expect(upload.reports.at(-1)).toEqual(["done"]);
});

test("a bundle that is not a zip file is refused before anything is sent", async () => {
  const upload = open({ kind: "bundle", file: new File(["7z.."], "bundle.zip") });
  upload.connection.start();
  await upload.ended;
  expect(upload.reports).toEqual([
    [
      "failed",
      {
        code: "not-a-bundle",
        message: "bundle.zip is not a zip file.",
        remedy: "Select the bundle as downloaded, or the single image files.",
      },
    ],
  ]);
  expect(server.requests).toEqual([]);
});

test("a bundle that begins as a zip file does is sent", async () => {
  const upload = open({ kind: "bundle", file: new File(["PK\u0003\u0004rest"], "bundle.zip") });
  upload.connection.start();
  await upload.ended;
  expect(upload.reports.at(-1)).toEqual(["done"]);
});

test("a file that the browser cannot read fails with the browser's reason", async () => {
  const file = new File(["PK"], "bundle.zip");
  file.slice = () => {
    throw new Error("The file was moved");
  };
  const upload = open({ kind: "bundle", file });
  upload.connection.start();
  await upload.ended;
  expect(upload.reports).toEqual([["failed", fault("internal", "Error: The file was moved")]]);
});

test("after a lost connection it says that it waits, and continues where the server is", async () => {
  let isLost = false;
  server.before = (each) => {
    if (!each.startsWith("PATCH") || isLost) return Promise.resolve(undefined);
    isLost = true;
    // The server has got a part of it.
    server.uploads.get("u1")!.bytes = CONTENT.slice(0, 4);
    return Promise.reject(new Error("lost"));
  };
  const upload = open();
  upload.connection.start();
  await upload.ended;
  expect(upload.of("waiting")).toHaveLength(1);
  expect(server.requests).toEqual(["POST", "PATCH u1 0", "HEAD u1", "PATCH u1 4"]);
  expect(server.uploads.get("u1")?.bytes).toBe(CONTENT);
  expect(upload.reports.at(-1)).toEqual(["done"]);
});

test("a refusal is told in the server's words and not tried again", async () => {
  const refused = fault("disk-full", "The disk is full.", "Free some disk space.");
  server.before = () => Promise.resolve({ status: 507, body: JSON.stringify({ fault: refused }) });
  const upload = open();
  upload.connection.start();
  await upload.ended;
  expect(upload.reports).toEqual([["failed", refused]]);
  expect(server.requests).toEqual(["POST"]);
});

test("an upload that the server has lost ends, and is not started a second time by itself", async () => {
  server.before = (each) => {
    if (!each.startsWith("PATCH")) return Promise.resolve(undefined);
    server.uploads.clear();
    return Promise.reject(new Error("lost"));
  };
  const upload = open();
  upload.connection.start();
  await upload.ended;
  expect(upload.of("failed")).toMatchObject([["failed", { code: "not-found" }]]);
  expect(server.created).toBe(1);
});

const received = (bytes: string) => {
  server.uploads.set("u9", { size: CONTENT.length, bytes, metadata: {} });
};

test("a file that resumes an unfinished upload sends only what the server lacks", async () => {
  received(CONTENT.slice(0, 7));
  const upload = open({ resumeId: "u9" });
  upload.connection.start();
  await upload.ended;
  expect(server.requests).toEqual(["HEAD u9", "PATCH u9 7"]);
  expect(server.uploads.get("u9")?.bytes).toBe(CONTENT);
  expect(upload.reports[0]).toEqual(["known", "u9", { setName: "EWC_17_12_1" }]);
});

test("resuming an upload that has expired fails, and does not start another", async () => {
  const upload = open({ resumeId: "u9" });
  upload.connection.start();
  await upload.ended;
  expect(upload.reports).toMatchObject([["failed", { code: "not-found" }]]);
  expect(server.created).toBe(0);
});

/** An upload of which the server has four bytes when the page is closed. */
async function leftBehind() {
  const { arrived } = hold("PATCH");
  const upload = open();
  upload.connection.start();
  await arrived();
  await upload.connection.stop(false);
  server.before = () => Promise.resolve(undefined);
  const part = server.uploads.get("u1");
  if (part) part.bytes = CONTENT.slice(0, 4);
  server.requests.length = 0;
}

test("the same file for the same target continues the upload of an earlier visit, under its name", async () => {
  await leftBehind();
  const upload = open({ setName: "another_name" });
  upload.connection.start();
  await upload.ended;
  expect(server.requests).toEqual(["HEAD u1", "PATCH u1 4"]);
  expect(upload.reports[0]).toEqual(["known", "u1", { setName: "EWC_17_12_1" }]);
});

test("the same file for another target, and another file, are uploads of their own", async () => {
  await leftBehind();
  for (const about of [{ into: "controller" as const }, { file: imageFile("0123") }]) {
    const upload = open(about);
    upload.connection.start();
    await upload.ended;
    expect(upload.reports[0]).toEqual(["known", `u${server.created}`, null]);
  }
  expect(server.created).toBe(3);
});

test("when the upload of an earlier visit has expired, the file is uploaded from the start", async () => {
  await leftBehind();
  server.uploads.clear();
  const upload = open();
  upload.connection.start();
  await upload.ended;
  expect(server.requests).toEqual(["HEAD u1", "POST", "PATCH u2 0"]);
  expect(upload.reports[0]).toEqual(["known", "u2", null]);
  expect(server.uploads.get("u2")?.bytes).toBe(CONTENT);
});

test("a stopped upload stays on the server, and goes on when it is started again", async () => {
  const { arrived } = hold("PATCH");
  const upload = open();
  upload.connection.start();
  await arrived();
  await upload.connection.stop(false);
  expect([...server.uploads.keys()]).toEqual(["u1"]);
  server.before = () => Promise.resolve(undefined);
  upload.connection.start();
  await upload.ended;
  expect(server.created).toBe(1);
  expect(upload.reports.at(-1)).toEqual(["done"]);
});

test("a discarded upload is deleted on the server and reports nothing more", async () => {
  const { arrived } = hold("PATCH");
  const upload = open();
  upload.connection.start();
  await arrived();
  const before = [...upload.reports];
  await upload.connection.stop(true);
  expect(server.requests.at(-1)).toBe("DELETE u1");
  expect(server.uploads.size).toBe(0);
  expect(upload.reports).toEqual(before);
});

test("an upload that is discarded while the server creates it is deleted once it has an id", async () => {
  const { release, arrived } = hold("POST");
  const upload = open();
  upload.connection.start();
  await arrived();
  await upload.connection.stop(true);
  expect(server.requests).toEqual(["POST"]);
  release();
  await vi.waitFor(() => expect(server.requests).toEqual(["POST", "DELETE u1"]));
  await vi.waitFor(() => expect(server.uploads.size).toBe(0));
  expect(upload.reports).toEqual([]);
});

test("when the creation of a discarded upload is lost, it is not tried again", async () => {
  let lose: (reason: Error) => void = () => undefined;
  server.before = () =>
    new Promise((_, reject) => {
      lose = reject;
    });
  const upload = open();
  upload.connection.start();
  await vi.waitFor(() => expect(server.requests).toEqual(["POST"]));
  await upload.connection.stop(true);
  lose(new Error("lost"));
  await upload.ended;
  expect(upload.of("waiting")).toEqual([]);
  expect(server.requests).toEqual(["POST"]);
});

test("an abandoned upload is deleted on the server and forgotten by the browser", async () => {
  await leftBehind();
  expect(localStorage).toHaveLength(1);
  await discardUpload("u1");
  expect(server.uploads.size).toBe(0);
  expect(localStorage).toHaveLength(0);
});

test("discarding one upload forgets no other", async () => {
  await leftBehind();
  received("");
  await discardUpload("u9");
  expect([...server.uploads.keys()]).toEqual(["u1"]);
  expect(localStorage).toHaveLength(1);
});

test("an upload that the server refuses to delete is not forgotten", async () => {
  await leftBehind();
  server.before = () => Promise.resolve({ status: 403 });
  await expect(discardUpload("u1")).rejects.toThrow("403");
  expect(localStorage).toHaveLength(1);
});
