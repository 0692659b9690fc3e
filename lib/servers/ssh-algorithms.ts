/** Which algorithms our SSH servers offer: a modern set, and more for devices of the IOS-XE era when that is switched on. */
import type { Algorithms } from "ssh2";

/** Without SHA-1, CBC and NIST curves: the tool `ssh-audit` reports no failure for these. */
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
    // Without encrypt-then-MAC, for clients that support nothing newer with the CTR ciphers.
    "hmac-sha2-256",
    "hmac-sha2-512",
  ],
} satisfies Algorithms;

const legacy = {
  kex: ["ecdh-sha2-nistp256", "diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1"],
  cipher: ["aes128-cbc", "aes256-cbc"],
  hmac: ["hmac-sha1"],
} satisfies Algorithms;

/** Signature algorithms of an RSA host key (RFC 8332); `ssh-rsa` is RSA with SHA-1. */
export const rsaSignatures = (allowsLegacyClients: boolean): readonly string[] =>
  allowsLegacyClients ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : ["rsa-sha2-512", "rsa-sha2-256"];

/** The algorithms of a server. No compression: images do not compress, and compressed data can be a memory bomb. */
export function serverAlgorithms(allowsLegacyClients: boolean): Algorithms {
  const offered = <K extends keyof typeof modern>(kind: K) =>
    allowsLegacyClients ? [...modern[kind], ...legacy[kind]] : modern[kind];
  return {
    kex: offered("kex") as NonNullable<Algorithms["kex"]>,
    cipher: offered("cipher") as NonNullable<Algorithms["cipher"]>,
    hmac: offered("hmac") as NonNullable<Algorithms["hmac"]>,
    compress: ["none"],
  } as Algorithms;
}
