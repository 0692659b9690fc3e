/** Signatures of webhooks. The expected ones were made by openssl and by a library of receivers, not by this program. */
import { expect, test } from "vitest";
import { newWebhookSecret, signatureHeaders } from "./signature";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

test.each([
  {
    id: "msg_2",
    seconds: 1_674_087_231,
    body: '{"type":"run.started","timestamp":"2023-01-19T00:13:51.000Z","data":{}}',
    signature: "v1,r4cBfLvLEGoVyISAy1PBdFdXvmF1k81G5AdKqq6mjVI=",
  },
  {
    id: "msg_1",
    seconds: 1_700_000_000,
    body: '{"name":"Büro 4 – Nürnberg 📡"}',
    signature: "v1,tVLNRkEOQHuH8bVolyMjqE7KDFoDg86NnRTB0V80AR8=",
  },
  { id: "msg_empty", seconds: 0, body: "", signature: "v1,rj/XH3Tm6G/SToL6tT4Lkb4ZUYp8+qMAMWu3q7fMFes=" },
])("$id is signed as independent implementations sign it", ({ id, seconds, body, signature }) => {
  // The time is sent in whole seconds, and what is sent is signed.
  expect(signatureHeaders(secret, { id, at: seconds * 1000 + 999, body })).toEqual({
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signature,
  });
});

test("every new secret is another one, of 32 bytes", () => {
  const [one, other] = [newWebhookSecret(), newWebhookSecret()];
  expect(one).not.toBe(other);
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});
