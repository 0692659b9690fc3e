/**
 * Who may use this console: answers whom a request comes from, signs users in on the web and on the command line, and
 * ends everything that a user has open when the password, the role or the user itself changes.
 */
import type { Privilege } from "@/lib/cli/ports";
import { type Actor, hasRole, type Role, roles } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { type Fault, FaultError, fault, faultOf } from "@/lib/contracts/fault";
import type { OpenedSession, Visitor } from "@/lib/contracts/identity";
import type { Clock } from "@/lib/kit/clock";
import type { LoginGuard } from "@/lib/servers/ssh-login-guard";
import type { DocumentStore, IdentityStore } from "@/lib/store/store-types";
import type { AuditTrail } from "../audit/audit-trail";
import type { Handlers } from "../handlers";
import { generatePassword } from "../image-servers/sftp-users";
import { adoptCommandLineUser, applyEnvironment, SetUpToken } from "./first-admin";
import { argon2Passwords, type Passwords } from "./passwords";
import { SignIns } from "./sign-ins";
import { Users } from "./users";
import { VerifiedCredentials } from "./verified-credentials";

export type IdentityPorts = {
  store: IdentityStore;
  documents: DocumentStore;
  audit: Pick<AuditTrail, "record">;
  wall: Clock;
  /** Shared with the command line, because both know the same users. */
  guard: LoginGuard;
  /** From the environment; null password: none was given. */
  given: { name: string; password: string | null };
  onFault(cause: unknown): void;
  passwords?: Passwords;
};

type SessionCommand = { from: string; browser: string };

const CLI_SIGN_IN = "Sign in to the command line";
const SET_UP = "Set up the console";

export class Identity {
  readonly #ports: IdentityPorts;
  readonly #users: Users;
  readonly #passwords: Passwords;
  readonly #signIns: SignIns;
  readonly #setUp = new SetUpToken();
  readonly #verified: VerifiedCredentials;
  readonly #userListeners = new Set<(name: string) => void>();

  private constructor(ports: IdentityPorts, users: Users, signIns: SignIns) {
    this.#ports = ports;
    this.#users = users;
    this.#passwords = ports.passwords ?? argon2Passwords;
    this.#signIns = signIns;
    this.#verified = new VerifiedCredentials({
      users,
      wall: ports.wall,
      judge: (from, name, judge) => this.#judge(from, name, judge),
      audit: (...entry) => this.#audit(...entry),
    });
  }

  static async open(ports: IdentityPorts): Promise<Identity> {
    const { store, wall, onFault, given, documents, passwords = argon2Passwords } = ports;
    const stored = await store.all();
    const users = new Users({ store, wall, passwords }, stored.users);
    const identity = new Identity(ports, users, new SignIns({ store, wall, onFault }, stored));
    const environment: Actor = { name: "environment", role: "admin", from: "this program" };
    if (await adoptCommandLineUser(documents, users))
      await identity.#audit(environment, "Make the command line's user an administrator", {}, null);
    if (given.password !== null) {
      const login = { name: given.name, password: given.password };
      const done = await applyEnvironment(documents, users, passwords, login);
      const words = { created: "Create the administrator", reset: "Reset the password of a user" };
      if (done !== null) await identity.#audit(environment, words[done], { name: given.name }, null);
      if (done === "reset") await identity.#endAll(given.name);
    }
    return identity;
  }

  /** The one-time token of the set-up page; null when there is an administrator. */
  get setUpToken(): string | null {
    return this.#users.hasAdmin ? null : this.#setUp.text;
  }

  /** Called with the ids of sessions and API tokens that have just ended. */
  onSignInsEnded(listener: (ids: readonly string[]) => void): void {
    this.#signIns.onEnded(listener);
  }

  /** Called with the name of a user whose open command lines must end. */
  onUserChanged(listener: (name: string) => void): void {
    this.#userListeners.add(listener);
  }

  stop(): void {
    this.#signIns.stop();
  }

  /** Signs in on the command line over SSH, whose server asks the guard itself. Null when it is refused. */
  async authenticate(
    name: string,
    password: string,
    from: string,
  ): Promise<{ name: string; privilege: Privilege } | null> {
    const user = this.#users.hasAdmin ? await this.#users.verify(name, password) : null;
    const actor: Actor = { name: user?.name ?? "anonymous", role: user?.role ?? "monitor", from };
    const refusal = user ? null : fault("wrong-password");
    await this.#audit(actor, CLI_SIGN_IN, { name: name.slice(0, 64) }, refusal);
    if (user === null) return null;
    await this.#users.recordSignIn(user.name);
    return { name: user.name, privilege: user.role === "admin" ? 15 : 1 };
  }

  /** The command line over SSH refused a client without judging a password. */
  async refusedCommandLine(from: string): Promise<void> {
    const anonymous: Actor = { name: "anonymous", role: "monitor", from };
    await this.#audit(anonymous, CLI_SIGN_IN, {}, fault("too-many-attempts"));
  }

  /** A user's connection to the command line over SSH has ended. */
  async leftCommandLine(name: string, from: string): Promise<void> {
    const role = this.#users.find(name)?.role ?? "monitor";
    await this.#audit({ name, role, from }, "Sign out of the command line", {}, null);
  }

  readonly identityHandlers: Handlers<"identity"> = {
    "identity.visitor": (command) => this.#visitor(command),
    "identity.check-set-up": ({ token }) => ({
      isValid: !this.#users.hasAdmin && this.#setUp.matches(token),
    }),
    "identity.set-up": (command) => this.#setUpFirst(command),
    "identity.sign-in": (command) => this.#signIn(command),
    "identity.verify": (command) => this.#verified.visitor(command),
  };

  readonly accountHandlers: Handlers<"account"> = {
    "account.change-password": async ({ current, password, actor }) => {
      await this.#judgeOwn(actor, current, "current");
      await this.#users.setPassword(actor.name, await this.#passwords.hash(password));
      await this.#endAll(actor.name, actor.signIn);
      return { changed: true };
    },
    "account.confirm": async ({ password, actor }) => {
      await this.#judgeOwn(actor, password, "password");
      await this.#signIns.confirm(actor.signIn ?? "");
      return { confirmed: true };
    },
    "account.sign-out": async ({ actor }) => {
      if (actor.signIn !== undefined && !this.#signIns.isToken(actor.signIn))
        await this.#signIns.end([actor.signIn]);
      return { ended: true };
    },
    "account.end-session": async ({ id, actor }) => {
      if (this.#signIns.session(id)?.user !== actor.name) throw noSession();
      await this.#signIns.end([id]);
      return { id };
    },
  };

  readonly userHandlers: Handlers<"users"> = {
    "users.list": () => ({ users: this.#users.rows(), ...this.#signIns.rows() }),
    "users.add": async ({ name, role, password }) => {
      const generated = password === "" ? generatePassword() : null;
      await this.#users.add(name, role, await this.#passwords.hash(generated ?? password));
      return { name, password: generated };
    },
    "users.set-role": async ({ name, role }) => {
      if (this.#users.find(name)?.role === role) return { name };
      await this.#users.setRole(name, role);
      await this.#endAll(name);
      // A token never has more rights than its user.
      const above = roles.slice(roles.indexOf(role) + 1);
      await this.#signIns.end(above.flatMap((higher) => this.#signIns.tokensOf(name, higher)));
      return { name };
    },
    "users.set-disabled": async ({ name, isDisabled }) => {
      await this.#users.setDisabled(name, isDisabled);
      if (isDisabled) await this.#endAllAndTokens(name);
      return { name };
    },
    "users.reset-password": async ({ name }) => {
      const password = generatePassword();
      await this.#users.setPassword(name, await this.#passwords.hash(password));
      await this.#endAll(name);
      return { name, password };
    },
    "users.remove": async ({ name }) => {
      await this.#users.remove(name);
      await this.#endAllAndTokens(name);
      return { name };
    },
    "users.end-session": async ({ id }) => {
      if (this.#signIns.session(id) === undefined) throw noSession();
      await this.#signIns.end([id]);
      return { id };
    },
  };

  readonly tokenHandlers: Handlers<"tokens"> = {
    "tokens.create": async ({ name, role, days, actor }) => ({
      name,
      token: await this.#signIns.createToken({ name, role, days }, actor.name),
    }),
    "tokens.revoke": async ({ id }) => {
      if (!this.#signIns.isToken(id))
        throw new FaultError(fault("not-found", "This API token no longer exists."));
      await this.#signIns.end([id]);
      return { id };
    },
  };

  #visitor({ session, token, from }: Command<"identity.visitor">): Visitor {
    if (!this.#users.hasAdmin) return { state: "set-up" };
    if (token !== null) {
      const used = this.#signIns.useToken(token);
      const user = used && this.#activeUser(used.user);
      if (!used || !user) return { state: "anonymous" };
      const role = lesser(used.role, user.role);
      const actor: Actor = {
        name: user.name,
        role,
        from,
        token: used.name,
        signIn: used.id,
        isConfirmed: false,
      };
      return { state: "user", actor };
    }
    const used = session === null ? undefined : this.#signIns.useSession(session);
    const user = used && this.#activeUser(used.user);
    if (!used || !user) return { state: "anonymous" };
    const isConfirmed = this.#signIns.isConfirmed(used);
    const actor: Actor = { name: user.name, role: user.role, from, signIn: used.id, isConfirmed };
    return { state: "user", actor };
  }

  #activeUser(name: string) {
    const user = this.#users.find(name);
    return user?.isDisabled === false ? user : undefined;
  }

  async #signIn({ name, password, from, browser }: Command<"identity.sign-in">): Promise<OpenedSession> {
    if (!this.#users.hasAdmin) throw new FaultError(fault("set-up-required"));
    const anonymous: Actor = { name: "anonymous", role: "monitor", from };
    const detail = { name: name.slice(0, 64) };
    const user = await this.#judge(from, name, () => this.#users.verify(name, password)).catch(
      async (thrown: unknown) => {
        await this.#audit(anonymous, "Sign in", detail, faultOf(thrown));
        throw thrown;
      },
    );
    if (user === null) {
      await this.#audit(anonymous, "Sign in", detail, fault("wrong-password"));
      throw new FaultError(fault("wrong-password", undefined, "Check both and try again."));
    }
    const opened = await this.#open(user.name, { from, browser }, user.passwordHash);
    await this.#audit({ name: user.name, role: user.role, from }, "Sign in", {}, null);
    return opened;
  }

  /** Opens a session, unless user or password changed since the password was verified. */
  async #open(name: string, client: SessionCommand, passwordHash: string): Promise<OpenedSession> {
    await this.#users.recordSignIn(name);
    const opened = await this.#signIns.open(name, client);
    if (this.#activeUser(name)?.passwordHash === passwordHash) return opened;
    const session = this.#signIns.useSession(opened.secret);
    if (session) await this.#signIns.end([session.id]);
    throw new FaultError(fault("wrong-password"));
  }

  async #setUpFirst(command: Command<"identity.set-up">): Promise<CommandAnswer<"identity.set-up">> {
    const { token, name, password, from, browser } = command;
    if (this.#users.hasAdmin)
      throw new FaultError(fault("conflict", "This console is already set up.", "Sign in."));
    const anonymous: Actor = { name: "anonymous", role: "monitor", from };
    const isRight = await this.#judge(from, "set-up", () =>
      Promise.resolve(this.#setUp.matches(token) || null),
    ).catch(async (thrown: unknown) => {
      await this.#audit(anonymous, SET_UP, {}, faultOf(thrown));
      throw thrown;
    });
    if (isRight === null) {
      const refusal = fault(
        "not-allowed",
        "This link is not valid.",
        "Open the link that the console printed when it started last.",
      );
      await this.#audit(anonymous, SET_UP, {}, refusal);
      throw new FaultError(refusal);
    }
    const passwordHash = await this.#passwords.hash(password);
    // A user without the role admin may exist when the last administrator was lost with an old database.
    if (this.#users.find(name)) throw new FaultError(fault("conflict", `A user named ${name} exists.`));
    if (!(await this.#users.addFirst(name, passwordHash)))
      throw new FaultError(fault("conflict", "This console is already set up.", "Sign in."));
    await this.#audit({ name, role: "admin", from }, SET_UP, { name }, null);
    return await this.#open(name, { from, browser }, passwordHash);
  }

  /** Compares the own password with the one typed again. */
  async #judgeOwn(actor: Actor, password: string, field: string): Promise<void> {
    const { name, from, signIn } = actor;
    if (signIn === undefined || this.#signIns.isToken(signIn))
      throw new FaultError(fault("not-allowed", "An API token can't do this.", "Sign in with a browser."));
    if ((await this.#judge(from, name, () => this.#users.verify(name, password))) !== null) return;
    const sentence = "This is not your password.";
    throw new FaultError({ ...fault("bad-input", sentence), fields: { [field]: [sentence] } });
  }

  /**
   * Judges a secret when its turn has come, and answers a wrong one with a delay that grows.
   * @returns what `judge` returned; null when the secret is wrong or was refused without being judged
   * @throws FaultError `too-many-attempts` when the address is blocked
   */
  async #judge<T>(from: string, name: string, judge: () => Promise<T | null>): Promise<T | null> {
    const { guard, wall } = this.#ports;
    if (guard.isBlocked(from))
      throw new FaultError(
        fault("too-many-attempts", undefined, "Wait five minutes, or sign in from another address."),
      );
    const found = await guard.judge(from, name, judge);
    if (found !== null) {
      guard.succeeded(from, name);
      return found;
    }
    const { delayMs } = guard.failed(from);
    await new Promise<void>((resolve) => wall.after(delayMs, resolve));
    return null;
  }

  /** Ends the sessions of a user, except one, and the command lines over SSH. */
  async #endAll(name: string, except?: string): Promise<void> {
    await this.#signIns.end(this.#signIns.sessionsOf(name).filter((id) => id !== except));
    for (const listener of this.#userListeners) listener(name);
  }

  async #endAllAndTokens(name: string): Promise<void> {
    await this.#signIns.end(this.#signIns.tokensOf(name));
    await this.#endAll(name);
  }

  async #audit(actor: Actor, action: string, detail: object, refusal: Fault | null): Promise<void> {
    await this.#ports.audit.record({ actor, action, detail: JSON.stringify(detail), fault: refusal });
  }
}

const lesser = (a: Role, b: Role): Role => (hasRole({ name: "", role: a, from: "" }, b) ? b : a);

const noSession = () => new FaultError(fault("not-found", "This session has already ended."));
