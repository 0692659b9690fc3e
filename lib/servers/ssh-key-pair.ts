/**
 * New Ed25519 key pairs in OpenSSH's format. ssh2 1.17 removes a leading zero byte from the public key (its keygen module,
 * "Remove leading zero bytes"), so one pair in 256 is unreadable; such a pair is generated again.
 */
import ssh2 from "ssh2";

/** `public` is one line of an `authorized_keys` file, `private` is PEM. */
export type KeyPair = { public: string; private: string };

/** @param comment ends the public key's line */
export function ed25519Pair(comment = ""): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
