/** One message to a real receiver: good, slow, hanging, redirecting, refusing, with an unknown certificate. */
import { createServer as createTcpServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { fakeClock } from "@/lib/testing/fake-clock";
import { respondWith, type WebhookReceiver, webhookReceiver } from "@/lib/testing/webhook-receiver";
import { postWebhook, WEBHOOK_TIMEOUT_MS } from "./post-webhook";
import { signatureHeaders } from "./signature";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const message = { id: "msg_1", at: 1_700_000_000_400, body: '{"type":"test"}' };
const open: WebhookReceiver[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

async function receiverOf(tls = false) {
  const receiver = await webhookReceiver(tls);
  open.push(receiver);
  return receiver;
}
function send(url: string, signal = new AbortController().signal) {
  const clock = fakeClock();
  return { clock, answer: postWebhook({ url, secret, message, signal }, clock) };
}

test("a message arrives whole, signed, and at the path and query of the URL", async () => {
  const receiver = await receiverOf();
  receiver.respond = [respondWith(200, "thanks\nmuch\u0007")];
  expect(await send(`${receiver.url}?team=ops`).answer).toEqual({
    status: 200,
    fault: null,
    retryAfterMs: null,
    responseStart: "thanks\nmuch\\x07",
  });
  expect(receiver.received).toMatchObject([
    {
      path: "/hook?team=ops",
      body: message.body,
      headers: { "content-type": "application/json", ...signatureHeaders(secret, message) },
    },
  ]);
});

test("an error answer is returned with its status, its beginning, and the time that the receiver asks for", async () => {
  const receiver = await receiverOf();
  receiver.respond = [respondWith(503, "x".repeat(100_000), { "retry-after": "120" })];
  const answer = await send(receiver.url).answer;
  expect(answer).toMatchObject({ status: 503, fault: null, retryAfterMs: 120_000 });
  expect(answer.responseStart).toBe("x".repeat(4096));
});

test("a redirection is not followed", async () => {
  const [receiver, other] = [await receiverOf(), await receiverOf()];
  receiver.respond = [respondWith(307, "", { location: other.url })];
  expect(await send(receiver.url).answer).toMatchObject({ status: 307, fault: null });
  expect(other.received).toEqual([]);
});

test("a receiver that hangs is given up after 15 seconds", async () => {
  const receiver = await receiverOf();
  receiver.respond = [() => undefined];
  const { clock, answer } = send(receiver.url);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  clock.advance(WEBHOOK_TIMEOUT_MS);
  expect(await answer).toMatchObject({ status: null, fault: { code: "timed-out" } });
  await vi.waitFor(() => expect(receiver.open).toBe(0));
});

test("a body that breaks off does not undo the status that came before it", async () => {
  const receiver = await receiverOf();
  receiver.respond = [
    (response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("begun", () => response.socket?.end());
    },
  ];
  expect(await send(receiver.url).answer).toMatchObject({ status: 200, fault: null, responseStart: "begun" });
});

test("a port that nobody listens on, and a receiver that hangs up, are faults in words", async () => {
  const receiver = await webhookReceiver();
  await receiver.close();
  expect(await send(receiver.url).answer).toMatchObject({
    status: null,
    fault: { code: "connection-refused", message: "127.0.0.1 refused the connection." },
  });
  const rude = await receiverOf();
  rude.respond = [(response) => response.destroy()];
  expect(await send(rude.url).answer).toMatchObject({ status: null, fault: { code: "server-gone" } });
});

test("a certificate of an unknown authority is refused, and nothing is sent", async () => {
  const receiver = await receiverOf(true);
  expect(await send(receiver.url).answer).toMatchObject({
    status: null,
    fault: { code: "certificate-not-trusted" },
  });
  expect(receiver.received).toEqual([]);
});

test("what is not HTTP, or not HTTPS, is a fault in words", async () => {
  const server = createTcpServer(
    (socket) => void socket.on("error", () => undefined).end("220 smtp ready\r\n"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    const plain = await send(`http://127.0.0.1:${port}/`).answer;
    expect(plain.fault).toMatchObject({
      code: "protocol-error",
      message: "The receiver's answer is not HTTP.",
    });
    const tls = await send(`https://127.0.0.1:${port}/`).answer;
    expect(tls.fault).toMatchObject({
      code: "protocol-error",
      message: "The receiver does not speak HTTPS on this port.",
    });
  } finally {
    server.close();
  }
});

test("an aborted attempt ends at once", async () => {
  const receiver = await receiverOf();
  receiver.respond = [() => undefined];
  const abort = new AbortController();
  const { answer } = send(receiver.url, abort.signal);
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
  abort.abort();
  expect(await answer).toMatchObject({ status: null, fault: { code: "aborted" } });
  expect(await send(receiver.url, abort.signal).answer).toMatchObject({ fault: { code: "aborted" } });
});
