/** How the console is reached, as its pages show it. */
import { processSingleton } from "@/lib/engine/process-singleton";
import { type HeaderReader, protocolOf } from "./guard";
import { isPlainForOthers } from "./start-text";

type Transport = { host: string; isSecure: boolean };

const noted = (): Transport =>
  processSingleton("ewc.transport", () => ({ host: "127.0.0.1", isSecure: false }));

/** Says where the console listens, and whether with TLS. Called once, at the start. */
export const noteTransport = (transport: Transport): void => void Object.assign(noted(), transport);

/** Whether a request came as plain text to a console that others than its own host can reach. */
export function isPlainText(headers: HeaderReader): boolean {
  const { host, isSecure } = noted();
  return isPlainForOthers(host, isSecure) && protocolOf(headers) === "http";
}
