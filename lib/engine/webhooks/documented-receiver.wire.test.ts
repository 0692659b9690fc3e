/** The receiver in docs/webhooks.md accepts what this program sends, and nothing else. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { wallClock } from "@/lib/kit/clock";
import { postWebhook } from "@/lib/servers/webhooks/post-webhook";
import { newWebhookSecret, signatureHeaders } from "@/lib/servers/webhooks/signature";
import { webhookFolder } from "@/lib/testing/webhook-rig";

const secret = newWebhookSecret();
let folder: Awaited<ReturnType<typeof webhookFolder>>;
let receiver: ChildProcess;
let url: string;
let printed = "";

/** A port that nobody uses now. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

beforeAll(async () => {
  const page = await readFile(path.resolve(import.meta.dirname, "../../../docs/webhooks.md"), "utf8");
  const [, program = ""] = /```js\n(.*?)```/s.exec(page) ?? [];
  expect(program).toContain("createServer");
  folder = await webhookFolder();
  const file = path.join(folder.folder, "receiver.mjs");
  await writeFile(file, program);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/upgrades`;
  const env = { NODE_ENV: "test" as const, WEBHOOK_SECRET: secret, PORT: String(port) };
  receiver = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  receiver.stdout?.on("data", (piece: Buffer) => {
    printed += piece.toString("utf8");
  });
  await vi.waitFor(async () => {
    expect((await fetch(url, { method: "POST" })).status).toBe(401);
  });
});
afterAll(async () => {
  receiver.kill();
  await folder.remove();
});

const body = JSON.stringify({
  type: "test",
  timestamp: "2026-11-29T14:40:00.000Z",
  data: { webhook: "Büro" },
});
const send = (over: { secret?: string; at?: number } = {}) =>
  postWebhook(
    {
      url,
      secret,
      message: { id: "msg_1", at: over.at ?? Date.now(), body },
      signal: new AbortController().signal,
      ...(over.secret !== undefined && { secret: over.secret }),
    },
    wallClock,
  );

test("a signed message is accepted and printed", async () => {
  expect(await send()).toMatchObject({ status: 204, fault: null });
  await vi.waitFor(() => expect(printed).toBe(`${body}\n`));
});

test("another secret, an old message, and a changed body are refused", async () => {
  expect(await send({ secret: newWebhookSecret() })).toMatchObject({ status: 401 });
  expect(await send({ at: Date.now() - 301_000 })).toMatchObject({ status: 401 });
  const headers = signatureHeaders(secret, { id: "msg_1", at: Date.now(), body });
  const changed = await fetch(url, { method: "POST", headers, body: body.replace("test", "run.failed") });
  expect(changed.status).toBe(401);
});
