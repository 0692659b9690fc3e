/** Host keys as ssh2 takes them, and listening on a TCP port: what each of our SSH servers needs before its first client. */
import { createServer, type Server as NetServer, type Socket } from "node:net";
import ssh2, { type ParsedKey } from "ssh2";
import { FaultError, fault } from "@/lib/contracts/fault";
import type { HostKey } from "./sftp/host-keys";
import { rsaSignatures } from "./ssh-algorithms";

/**
 * A host key, once per signature it may make. ssh2 offers SHA-1 signatures for every key it knows as `ssh-rsa`, so an
 * RSA key is given under the names of the signatures that are wanted.
 */
export function signingKeys(key: HostKey, legacyClients: boolean): { key: ParsedKey }[] {
  if (key.type !== "rsa") return [{ key: parse(key) }];
  return rsaSignatures(legacyClients).map((signature) => {
    const parsed = parse(key);
    (parsed as { type: string }).type = signature;
    return { key: parsed };
  });
}

function parse(key: HostKey): ParsedKey {
  const parsed = ssh2.utils.parseKey(key.privateKey);
  if (parsed instanceof Error || Array.isArray(parsed)) {
    throw new FaultError(fault("internal", `The ${key.type} host key cannot be used.`));
  }
  return parsed;
}

/** Rejects with the system's error when the port cannot be bound. */
export function listen(
  address: string,
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<NetServer> {
  return new Promise((resolve, reject) => {
    const net = createServer(onSocket);
    net.once("error", reject);
    net.listen({ host: address, port }, () => {
      net.off("error", reject);
      // Running out of descriptors while accepting is no reason to fall over.
      net.on("error", () => undefined);
      resolve(net);
    });
  });
}
