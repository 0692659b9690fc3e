/** What an operator reads when a download in CCO mode fails: the wire's words first, and what to do. */
import { expect, test } from "vitest";
import { fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import { explain, type Failure } from "../why";
import { ccoRules } from "./cco";

const failure = (code: FaultCode, about: Partial<Failure> = {}): Failure => ({
  mode: "cco",
  image: "ap1g8",
  path: "/17.12.1/ap1g8",
  userName: "anna",
  server: "software.example",
  port: 443,
  alternativePaths: [],
  url: "https://software.example/17.12.1/ap1g8",
  fault: fault(code, "It said no."),
  own: false,
  atJoin: false,
  over: "HTTPS",
  away: false,
  master: null,
  nextRetryAt: null,
  ...about,
});
const firstCause = (failed: Failure) => explain(failed).why[0];
const remedyOf = (failed: Failure) => explain(failed).remedy;

const AGAIN = "Then choose Save & Download again.";
const GET = "GET /17.12.1/ap1g8 ->";
/** By fault: the first cause, and the remedy; null where nothing is known that the operator can do. */
const told: [FaultCode, cause: string, remedy: string | null][] = [
  [
    "file-not-found",
    `${GET} 404 Not Found`,
    `The release does not contain ap1g8. Choose another software version, or publish a complete bundle. ${AGAIN}`,
  ],
  [
    "release-withdrawn",
    `${GET} 410 Gone: the release was withdrawn`,
    `Choose Check Now to see what is offered, and choose another software version. ${AGAIN}`,
  ],
  [
    "authentication-failed",
    "sign-in of anna at software.example port 443 -> 401 Unauthorized",
    `Check User Name and Password of the account at the service. ${AGAIN}`,
  ],
  [
    "not-entitled",
    `${GET} 403 Forbidden: anna has no service contract for this software`,
    `Add a service contract to the account anna, or enter an account that has one. ${AGAIN}`,
  ],
  [
    "agreement-required",
    `${GET} 403 Forbidden: anna has not accepted the license agreement`,
    `Accept the license agreement of the service as anna. ${AGAIN}`,
  ],
  ["access-violation", `${GET} 403 Forbidden`, null],
  [
    "name-not-resolved",
    "look up software.example -> no such name",
    "Check the service URL, and the name server that the controller uses for software.example.",
  ],
  [
    "proxy-refused",
    "CONNECT software.example port 443 -> the proxy refused it",
    `Allow connections to software.example port 443 on the proxy. ${AGAIN}`,
  ],
  [
    "certificate-not-trusted",
    "software.example port 443 presents a certificate of an authority that is not trusted",
    "Check that software.example is the service that you mean, and that its certificate was signed by an authority that the controller trusts.",
  ],
  [
    "timed-out",
    "connect to software.example port 443 -> no answer",
    "Check that TCP port 443 to software.example is open for the controller and the access points.",
  ],
  [
    "connection-refused",
    "connect to software.example -> nothing listens on TCP port 443",
    "Start the software download service on software.example, or correct the service URL.",
  ],
  [
    "network-unreachable",
    "connect to software.example -> no route to it",
    "Check the route to software.example.",
  ],
  [
    "server-gone",
    `${GET} the download started, then the service closed the connection`,
    `Check the log of the service on software.example to see why it closed the connection. ${AGAIN}`,
  ],
  [
    "busy",
    `${GET} 503 Service Unavailable: the service has reached its limit`,
    "Raise the service's limit of downloads, or turn off Parallel Mode.",
  ],
  ["peer-error", "software.example port 443 -> It said no.", null],
];

test.each(told)(
  "in CCO mode, Why? begins with what the wire showed and ends with what to do: %s",
  (code, cause, remedy) => {
    expect(firstCause(failure(code))).toEqual({ source: "server", text: cause });
    expect(remedyOf(failure(code))).toBe(remedy);
  },
);

test("every fault that CCO mode has words or a remedy for is one of those", () => {
  const codes = told.map(([code]) => code).toSorted();
  expect(Object.keys(ccoRules.wireTexts).toSorted()).toEqual(codes);
  const withRemedy = told.filter(([, , remedy]) => remedy !== null).map(([code]) => code);
  expect(Object.keys(ccoRules.remedies).toSorted()).toEqual(withRemedy.toSorted());
});

test("where no account is known, the user is named in its place", () => {
  expect(firstCause(failure("not-entitled", { userName: null }))?.text).toBe(
    `${GET} 403 Forbidden: the user has no service contract for this software`,
  );
});
