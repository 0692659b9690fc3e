/**
 * Fresh Ed25519 key pairs in OpenSSH's form. ssh2 1.17 cuts a leading zero byte off the public half (in its keygen,
 * "Remove leading zero bytes"), so that one pair in 256 can be read by nobody: such a pair is made again.
 */
import ssh2 from "ssh2";

export type KeyPair = { public: string; private: string };

export function ed25519Pair(comment = ""): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
