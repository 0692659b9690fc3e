/** The login on one SSH connection of the SFTP server (RFC 4252): by password or public key, with a limited number of tries. */
import type { AuthContext, PasswordAuthContext, PublicKeyAuthContext } from "ssh2";
import type { SftpSettings, SftpUser } from "@/lib/contracts/sftp";
import type { Clock } from "@/lib/kit/clock";
import type { Endpoint } from "../endpoint";
import type { LoginGuard } from "../ssh-login-guard";
import { sshdLogText, userText } from "../sshd-log";
import {
  decoyKeys,
  judgePublicKey,
  keyText,
  type PresentedKey,
  parsePublicKeys,
  verifyPassword,
} from "./credentials";
import { SftpJail } from "./sftp-jail";

/** The login methods that are offered. */
const METHODS: ("password" | "publickey")[] = ["publickey", "password"];
/** Keys that a client may offer without a signature on one connection: agents offer every key that they hold. */
const MAX_KEY_OFFERS = 20;

export type SftpLoginPorts = {
  peer: Endpoint;
  /** The served folder as a real path. */
  root: string;
  settings(): SftpSettings;
  wall: Clock;
  guard: LoginGuard;
  findUser(name: string): Promise<SftpUser | null> | SftpUser | null;
  /** Whether the user may have another connection. */
  hasFreeConnection(user: string): boolean;
  log(text: string, severity?: number): void;
  /** Whether the connection has ended. */
  isOver(): boolean;
  /** The user is logged in; called before the client is told. */
  onLoggedIn(user: SftpUser, jail: SftpJail): void;
  onAddressBlocked(address: string): void;
  /** The client had too many tries: the connection must end. */
  onTooManyAttempts(): void;
  /** The user has too many connections: the connection must end. */
  onTooManyConnections(): void;
  /** The client has vanished: the socket must be destroyed. */
  onVanished(): void;
};

export class SftpLogin {
  readonly #ports: SftpLoginPorts;
  #failures = 0;
  #keyOffers = 0;

  constructor(ports: SftpLoginPorts) {
    this.#ports = ports;
  }

  /** Handles one authentication request. */
  authenticate(context: AuthContext): void {
    const judged =
      context.method === "password"
        ? this.#byPassword(context)
        : context.method === "publickey"
          ? this.#byKey(context)
          : null;
    if (judged === null) this.#reject(context);
    // An error while looking up the user or in scrypt must not log anybody in.
    else judged.catch(() => this.#reject(context));
  }

  async #byPassword(context: PasswordAuthContext): Promise<void> {
    const { username } = context;
    // In a request to change the password it is not a string; changing passwords is not supported.
    const password = typeof context.password === "string" ? context.password : "";
    const user = await this.#ports.findUser(username);
    const { guard, peer } = this.#ports;
    const accepted = await guard.judge(peer.address, username, async () => {
      if (this.#ports.isOver()) return null;
      // Verified also for unknown users, so that the time does not tell whether a user exists.
      const matches = await verifyPassword(password, user?.passwordHash ?? null);
      return matches && user && this.#isUsable(user) ? user : null;
    });
    if (accepted) await this.#accept(context, accepted, "password");
    else if (!this.#ports.isOver()) this.#fail(context, "password", user);
  }

  async #byKey(context: PublicKeyAuthContext): Promise<void> {
    const { username, key, blob, signature } = context;
    const user = await this.#ports.findUser(username);
    const { hashAlgo } = context as { hashAlgo?: string };
    const presented: PresentedKey = {
      algorithm: key.algo,
      data: key.data,
      hashAlgorithm: hashAlgo,
      proof: signature && blob ? { signature, signed: blob } : null,
    };
    const lines = user && this.#isUsable(user) ? user.publicKeys : [];
    const keys = parsePublicKeys(lines.length > 0 ? lines : decoyKeys);
    const verdict = judgePublicKey(presented, keys, this.#ports.settings().legacyClients);
    if (verdict === "proved" && user) {
      await this.#accept(context, user, "publickey", keyText(key.algo, key.data));
    } else if (verdict === "known") context.accept();
    else if (presented.proof) this.#fail(context, "publickey", user);
    else if (++this.#keyOffers > MAX_KEY_OFFERS) this.#endAfterTooMany(username, user !== null);
    else this.#reject(context);
  }

  #isUsable(user: SftpUser): boolean {
    return user.enabled && (user.expiresAt === null || user.expiresAt > this.#ports.wall.now());
  }

  async #accept(
    context: AuthContext,
    user: SftpUser,
    method: "password" | "publickey",
    key?: string,
  ): Promise<void> {
    const { peer, guard, root, log } = this.#ports;
    if (!this.#ports.hasFreeConnection(user.name)) {
      log(sshdLogText.refused(peer, `too many connections of ${userText(user.name)}`), 4);
      this.#ports.onTooManyConnections();
      return;
    }
    const jail = await SftpJail.open(root, user.home);
    // The connection may have ended meanwhile, and then its last log line was written.
    if (this.#ports.isOver()) return;
    if (!jail.ok) {
      log(sshdLogText.refused(peer, `the home of ${userText(user.name)} does not exist`), 3);
      this.#reject(context);
      return;
    }
    guard.succeeded(peer.address, user.name);
    log(sshdLogText.accepted(method, user.name, peer, key));
    this.#ports.onLoggedIn(user, jail.value);
    context.accept();
  }

  /** A failed try: logged at once, answered after a delay that grows with each failure of the address. */
  #fail(context: AuthContext, method: "password" | "publickey", user: SftpUser | null): void {
    const { peer, guard, wall, settings, log } = this.#ports;
    const { username } = context;
    if (!user && this.#failures === 0) log(sshdLogText.invalidUser(username, peer));
    log(sshdLogText.failed(method, username, user !== null, peer));
    const { delayMs, failures, blocked } = guard.failed(peer.address);
    if (blocked) {
      log(sshdLogText.blocked(peer.address, failures, Math.round(settings().blockForMs / 1000)), 4);
      this.#ports.onAddressBlocked(peer.address);
    }
    const isLast = ++this.#failures >= settings().maxLoginAttempts || blocked;
    wall.after(delayMs, () => {
      if (this.#ports.isOver()) return;
      if (isLast) this.#endAfterTooMany(username, user !== null);
      else this.#reject(context);
    });
  }

  #reject(context: AuthContext): void {
    if (this.#ports.isOver()) return;
    try {
      context.reject(METHODS);
    } catch {
      // ssh2 throws when the client has closed the connection meanwhile.
      this.#ports.onVanished();
    }
  }

  #endAfterTooMany(name: string, isKnown: boolean): void {
    this.#ports.log(sshdLogText.tooManyAttempts({ name, isKnown }, this.#ports.peer), 4);
    this.#ports.onTooManyAttempts();
  }
}
