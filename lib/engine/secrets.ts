/**
 * Encrypts passwords that the program must use again, not only compare: AES-256-GCM with a key file in the data folder. A
 * copy of the database without that file reveals none of them.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { chmod, open, readFile, stat } from "node:fs/promises";
import path from "node:path";

const KEY_FILE = "secrets.key";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEALED = /^v1\.([A-Za-z0-9_-]+)$/;

/** Encrypts (`seal`) and decrypts (`unseal`). */
export type Secrets = {
  /** @param purpose for example `sftp-user:ewc`; the text can only be unsealed for the same purpose. */
  seal(plain: string, purpose: string): string;
  /**
   * Like `seal`, but the same secret always gives the same text, for texts that are shown and compared (`password 8 ...`).
   * Two texts reveal only whether their secrets are equal.
   */
  sealStable(plain: string, purpose: string): string;
  /** Null when the text was sealed with another key or for another purpose, or was changed. */
  unseal(sealed: string, purpose: string): string | null;
};

/**
 * Reads the key file of a data folder, or creates it (mode 0600).
 * @throws Error of one line when the file is not a key. It is never replaced, because its secrets would be lost.
 */
export async function openSecrets(dataDir: string): Promise<Secrets> {
  return sealedWith(await readKey(path.join(dataDir, KEY_FILE)));
}

async function readKey(file: string): Promise<Buffer> {
  const made = await makeKey(file);
  if (made) return made;
  const key = Buffer.from((await readFile(file, "utf8")).trim(), "base64");
  if (key.length !== KEY_BYTES)
    throw new Error(
      `${file} is not a key. Restore it from a backup, or delete it and enter the stored passwords again.`,
    );
  // A restored backup may be readable by other users.
  if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
  return key;
}

/** Null when the file already exists. */
async function makeKey(file: string): Promise<Buffer | null> {
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      const key = randomBytes(KEY_BYTES);
      await handle.writeFile(`${key.toString("base64")}\n`);
      await handle.sync();
      return key;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw cause;
  }
}

function sealedWith(key: Buffer): Secrets {
  const sealWith = (nonce: Buffer, plain: string, purpose: string) => {
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(purpose));
    const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url")}`;
  };
  // This nonce depends on the text, so it repeats only with the same text, and then the whole message is the same.
  const nonceKey = createHmac("sha256", key).update("stable nonce").digest();
  const nonceOf = (plain: string, purpose: string) =>
    createHmac("sha256", nonceKey)
      .update(JSON.stringify([purpose, plain]))
      .digest()
      .subarray(0, NONCE_BYTES);
  return {
    seal: (plain, purpose) => sealWith(randomBytes(NONCE_BYTES), plain, purpose),
    sealStable: (plain, purpose) => sealWith(nonceOf(plain, purpose), plain, purpose),
    unseal(sealed, purpose) {
      const bytes = Buffer.from(SEALED.exec(sealed)?.[1] ?? "", "base64url");
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const bodyAt = NONCE_BYTES + TAG_BYTES;
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(NONCE_BYTES, bodyAt));
        return Buffer.concat([decipher.update(bytes.subarray(bodyAt)), decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
