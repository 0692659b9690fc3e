/** What can go wrong between a client of the software download service and the service, as faults for the operator. */
import type { ApiError } from "@/lib/contracts/catalog-api";
import { type Fault, fault } from "@/lib/contracts/fault";
import type { FaultCode } from "@/lib/contracts/fault-codes";
import { printable } from "@/lib/kit/text";

/** Codes of OpenSSL and Node.js that say that a certificate, or the name in it, was not accepted. */
const CERTIFICATE_CODES = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** The service answered, stopped, and has not been heard of for the whole time limit. */
export const stoppedAnswering = (): Fault => fault("server-gone");

/** The name of the service, as the operator's fault from Lab or the resolver refused it. */
export const nameNotResolved = (host: string): Fault =>
  fault(
    "name-not-resolved",
    `The name ${printable(host)} cannot be resolved.`,
    "Check the name and the controller's name servers.",
  );

export const proxyRefused = (): Fault =>
  fault(
    "proxy-refused",
    "The proxy refused the connection to the software download service.",
    "Allow the controller's address and the service's name on the proxy.",
  );

/** An error of the connection, before or after its first byte. */
export function faultOfConnection(
  error: { code?: string | undefined; message: string },
  host: string,
): Fault {
  const { code = "", message } = error;
  if (CERTIFICATE_CODES.has(code))
    return fault(
      "certificate-not-trusted",
      `The certificate of ${printable(host)} is not trusted: ${printable(message).slice(0, 200)}.`,
      "Check that this is the right server, and trust the authority that signed its certificate.",
    );
  switch (code) {
    case "ECONNREFUSED":
      return fault("connection-refused");
    case "ETIMEDOUT":
      return fault("timed-out");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return nameNotResolved(host);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
    case "EINVAL":
      return fault("network-unreachable");
    case "ECONNRESET":
    case "EPIPE":
      return fault("server-gone", "The server closed the connection.");
    default:
      break;
  }
  if (/^(ERR_SSL|EPROTO|HPE_)/.test(code))
    return fault("protocol-error", `The server does not speak HTTPS: ${printable(message).slice(0, 200)}.`);
  return fault("network-unreachable", `The connection failed: ${printable(message).slice(0, 200)}.`);
}

const FAULTS_BY_ERROR: Partial<Record<ApiError, FaultCode>> = {
  invalid_client: "authentication-failed",
  invalid_token: "authentication-failed",
  busy: "busy",
  "not-entitled": "not-entitled",
  "agreement-required": "agreement-required",
  "file-not-found": "file-not-found",
  "access-violation": "access-violation",
  "release-withdrawn": "release-withdrawn",
};
const FAULTS_BY_STATUS: Readonly<Record<number, FaultCode>> = {
  401: "authentication-failed",
  403: "access-violation",
  404: "file-not-found",
  407: "proxy-refused",
  410: "release-withdrawn",
  429: "busy",
  503: "busy",
};
const REMEDIES: Partial<Record<FaultCode, string>> = {
  "authentication-failed": "Check the user name and the password.",
  "not-entitled": "Use an account that has a service contract for this product.",
  "agreement-required": "Sign in to the software download service and accept the license agreement.",
  "release-withdrawn": "Check for updates and choose another release.",
};

/**
 * An answer that is not a success.
 * @param error the reason that its body names; null when the body names none
 */
export function faultOfAnswer(status: number, error: string | null, description: string | null): Fault {
  const code = (error !== null && FAULTS_BY_ERROR[error as ApiError]) || FAULTS_BY_STATUS[status];
  const words = description === null ? "" : printable(description).slice(0, 300).trim();
  if (code === "proxy-refused") return proxyRefused();
  if (code !== undefined) return fault(code, words === "" ? undefined : words, REMEDIES[code]);
  if (status >= 300 && status < 400)
    return fault("protocol-error", `The server answered with a redirection (${status}).`);
  return fault("peer-error", `The server answered with status ${status}${words === "" ? "" : `: ${words}`}.`);
}
