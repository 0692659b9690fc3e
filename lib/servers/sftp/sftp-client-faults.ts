/** What can go wrong between an SFTP client and its server, as faults with a message for the operator. */
import type { Socket } from "node:net";
import { type Fault, FaultError, fault } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import { statusCode } from "@/lib/wire/sftp/protocol";

/** The server closed the connection during the login. */
export const closedDuringLogin: Fault = fault(
  "peer-error",
  "The server closed the connection before the login was complete.",
);

/** The server accepted the connection and then sent nothing for too long. */
export const loginTimedOut = (socket: Socket): Fault =>
  fault(
    "timed-out",
    socket.bytesRead > 0
      ? "The server stopped answering during the login."
      : "The server accepted the connection but sent nothing.",
  );

/** An error of the TCP connection before the login. */
export function faultOfConnect(error: { code?: string | undefined; message: string }): Fault {
  switch (error.code) {
    case "ECONNREFUSED":
      return fault("connection-refused");
    case "ETIMEDOUT":
      return fault("timed-out");
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
      return fault("network-unreachable");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return fault("network-unreachable", "The name of the server cannot be resolved.");
    case "ECONNRESET":
    case "EPIPE":
      return closedDuringLogin;
    default:
      return fault("network-unreachable", `The connection failed: ${printable(error.message)}.`);
  }
}

/** An error that ssh2 reports; `level` says in which part of SSH it happened. */
export function faultOfSsh(error: Error & { level?: string; code?: string }, isLoggedIn: boolean): Fault {
  switch (error.level) {
    case "client-authentication":
      return fault("authentication-failed");
    case "client-socket":
      return isLoggedIn ? fault("server-gone") : faultOfConnect(error);
    case "handshake":
      return fault("protocol-error", `SSH: ${printable(error.message)}.`);
    default:
      return isLoggedIn ? fault("server-gone") : fault("protocol-error", `SSH: ${printable(error.message)}.`);
  }
}

/** A STATUS other than OK in answer to a request for a file (draft-ietf-secsh-filexfer-02 §7). */
export function faultOfStatus(code: number, message: string): Fault {
  switch (code) {
    case statusCode.noSuchFile:
      return fault("file-not-found");
    case statusCode.permissionDenied:
      return fault("access-violation");
    case statusCode.noConnection:
    case statusCode.connectionLost:
      return fault("server-gone");
    default: {
      const text = printable(message).slice(0, 200).trim();
      return fault("peer-error", `The server refused: ${text || `status ${code}`}.`);
    }
  }
}

/** The answer is of another kind than the request allows. */
export const unexpectedAnswer = (): FaultError =>
  new FaultError(fault("protocol-error", "The server's answer does not match the request."));
