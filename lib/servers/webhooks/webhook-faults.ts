/** What can go wrong between this program and the receiver of a webhook, in words. */
import { type Fault, fault } from "@/lib/contracts/fault";
import { printable } from "@/lib/kit/text";
import { faultOfConnection } from "../catalog/catalog-client-faults";

/** An error of the connection, before the head of an answer. */
export function faultOfReceiver(error: NodeJS.ErrnoException, host: string): Fault {
  const { code = "" } = error;
  if (code.startsWith("HPE_")) return fault("protocol-error", "The receiver's answer is not HTTP.");
  if (/^(ERR_SSL|EPROTO)/.test(code))
    return fault("protocol-error", "The receiver does not speak HTTPS on this port.");
  const found = faultOfConnection(error, host);
  switch (found.code) {
    case "name-not-resolved":
      return fault(found.code, found.message, "Check the name in the URL and the name servers of this host.");
    case "certificate-not-trusted":
      return fault(
        found.code,
        found.message,
        "Check that this is the right receiver. If a private certificate authority signed its certificate, start the console with NODE_EXTRA_CA_CERTS.",
      );
    case "connection-refused":
      return fault(found.code, `${printable(host)} refused the connection.`);
    case "server-gone":
      return fault(found.code, "The receiver closed the connection.");
    default:
      return found;
  }
}
