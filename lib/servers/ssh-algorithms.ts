/** Which algorithms our SSH servers offer: a modern set by default, and what devices of the IOS-XE era need on top. */
import type { Algorithms } from "ssh2";

/** No SHA-1, no CBC, no NIST curves: `ssh-audit` reports no failure on these. */
const modern = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
  ],
  cipher: [
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
  ],
  hmac: [
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    // Without encrypt-then-MAC, for clients that know nothing newer beside the CTR ciphers.
    "hmac-sha2-256",
    "hmac-sha2-512",
  ],
} satisfies Algorithms;

const legacy = {
  kex: ["ecdh-sha2-nistp256", "diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1"],
  cipher: ["aes128-cbc", "aes256-cbc"],
  hmac: ["hmac-sha1"],
} satisfies Algorithms;

/** How an RSA host key signs; `ssh-rsa` is RSA with SHA-1. */
export const rsaSignatures = (legacyClients: boolean): readonly string[] =>
  legacyClients ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : ["rsa-sha2-512", "rsa-sha2-256"];

/** The lists for a server. No compression: images do not shrink, and a bomb costs nothing to send. */
export function serverAlgorithms(legacyClients: boolean): Algorithms {
  const both = <K extends keyof typeof modern>(kind: K) =>
    legacyClients ? [...modern[kind], ...legacy[kind]] : modern[kind];
  return {
    kex: both("kex") as NonNullable<Algorithms["kex"]>,
    cipher: both("cipher") as NonNullable<Algorithms["cipher"]>,
    hmac: both("hmac") as NonNullable<Algorithms["hmac"]>,
    compress: ["none"],
  } as Algorithms;
}
