import { expect, test } from "vitest";
import { faultCodes } from "@/lib/contracts/fault-codes";
import { faultOfAnswer, faultOfConnection } from "./catalog-client-faults";

const HOST = "software.example";
const ofConnection = (code: string | undefined, message = "it broke") =>
  faultOfConnection({ code, message }, HOST);

test("an error of the connection is the fault that an operator knows it by", () => {
  const expected = {
    ECONNREFUSED: "connection-refused",
    ETIMEDOUT: "timed-out",
    ENOTFOUND: "name-not-resolved",
    EAI_AGAIN: "name-not-resolved",
    EHOSTUNREACH: "network-unreachable",
    ENETUNREACH: "network-unreachable",
    EADDRNOTAVAIL: "network-unreachable",
    ECONNRESET: "server-gone",
    EPIPE: "server-gone",
    DEPTH_ZERO_SELF_SIGNED_CERT: "certificate-not-trusted",
    ERR_TLS_CERT_ALTNAME_INVALID: "certificate-not-trusted",
    ERR_SSL_WRONG_VERSION_NUMBER: "protocol-error",
    EPROTO: "protocol-error",
    HPE_INVALID_CONSTANT: "protocol-error",
  };
  const found = Object.keys(expected).map((code) => [code, ofConnection(code).code]);
  expect(Object.fromEntries(found)).toEqual(expected);
});

test("a certificate that is not trusted is told with its server, the reason, and what to check", () => {
  expect(ofConnection("CERT_HAS_EXPIRED", "certificate has expired")).toEqual({
    code: "certificate-not-trusted",
    message: "The certificate of software.example is not trusted: certificate has expired.",
    remedy: "Check that this is the right server, and trust the authority that signed its certificate.",
  });
});

test("an unknown error of the connection is told in its own words, of which 200 characters are kept", () => {
  const message = (words: string) => `The connection failed: ${words}.`;
  expect(ofConnection("ENOSYS").message).toBe(message("it broke"));
  expect(ofConnection(undefined, "x".repeat(500)).message).toBe(message("x".repeat(200)));
});

test("the reason that an answer names decides, also when its status says something else", () => {
  const expected = {
    invalid_client: "authentication-failed",
    invalid_token: "authentication-failed",
    busy: "busy",
    "not-entitled": "not-entitled",
    "agreement-required": "agreement-required",
    "file-not-found": "file-not-found",
    "access-violation": "access-violation",
    "release-withdrawn": "release-withdrawn",
  };
  const found = Object.keys(expected).map((error) => [error, faultOfAnswer(400, error, null).code]);
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(faultOfAnswer(403, "not-entitled", null).code).toBe("not-entitled");
});

test("an answer without a known reason is the fault of its status", () => {
  const expected = {
    401: "authentication-failed",
    403: "access-violation",
    404: "file-not-found",
    407: "proxy-refused",
    410: "release-withdrawn",
    429: "busy",
    503: "busy",
    302: "protocol-error",
    500: "peer-error",
  };
  for (const error of [null, "teapot"]) {
    const found = Object.keys(expected).map((status) => [
      status,
      faultOfAnswer(Number(status), error, null).code,
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  }
});

test("the server's description is the message, and without one the title of the fault is", () => {
  const withdrawn = (description: string | null) => faultOfAnswer(410, null, description);
  const remedy = "Check for updates and choose another release.";
  expect(withdrawn("17.12.1 was withdrawn.")).toEqual({
    code: "release-withdrawn",
    message: "17.12.1 was withdrawn.",
    remedy,
  });
  for (const nothing of [null, "", "  "])
    expect(withdrawn(nothing)).toEqual({
      code: "release-withdrawn",
      message: faultCodes["release-withdrawn"].title,
      remedy,
    });
});

test("an answer of an unknown status is told with the status, and with its description if it has one", () => {
  expect(faultOfAnswer(500, null, null).message).toBe("The server answered with status 500.");
  expect(faultOfAnswer(500, null, "out of order").message).toBe(
    "The server answered with status 500: out of order.",
  );
  expect(faultOfAnswer(302, null, "moved").message).toBe("The server answered with a redirection (302).");
});

test("what a proxy says is replaced by what to allow on it", () => {
  expect(faultOfAnswer(407, null, "Squid")).toMatchObject({
    message: "The proxy refused the connection to the software download service.",
    remedy: "Allow the controller's address and the service's name on the proxy.",
  });
});
