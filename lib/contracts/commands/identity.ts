/**
 * Commands about who may use the console: users, sessions and API tokens. Each user may change the own password and end
 * the own sessions, whatever the role.
 */
import { z } from "zod";
import { roles } from "../actor";
import {
  newPasswordSchema,
  type OpenedSession,
  setUpSchema,
  signInSchema,
  tokenOrderSchema,
  typedPasswordSchema,
  type UsersOverview,
  userNameSchema,
  userOrderSchema,
  type Visitor,
} from "../identity";
import { secret } from "../secret";
import { defineCommand } from "./define-command";

const oneUser = z.object({ name: userNameSchema });
const client = { from: z.string(), browser: z.string() };

/** Given by the wrapper of pages and routes, before anybody is known. */
export const identityCommands = {
  /** Whom a request comes from. `session` and `token`: the secrets that it carries. */
  "identity.visitor": defineCommand<Visitor>()({
    input: z.object({
      session: secret(z.string().max(256).nullable(), "proof"),
      token: secret(z.string().max(256).nullable(), "proof"),
      from: z.string(),
    }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  /** Whom a request comes from that carries name and password: programs do not open sessions. */
  "identity.verify": defineCommand<Visitor>()({
    input: z.object({
      name: z.string().max(256),
      password: secret(z.string().max(1024), "proof"),
      from: z.string(),
    }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
  "identity.sign-in": defineCommand<OpenedSession>()({
    input: signInSchema.extend(client),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  /** Creates the first administrator and signs in. */
  "identity.set-up": defineCommand<OpenedSession>()({
    input: setUpSchema.extend(client),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  /** Whether this is the one-time token of the link that the start printed. */
  "identity.check-set-up": defineCommand<{ isValid: boolean }>()({
    input: z.object({ token: secret(z.string().max(256), "proof") }),
    role: "monitor",
    via: "program",
    kind: "query",
  }),
};

export const accountCommands = {
  "account.change-password": defineCommand<{ changed: true }>()({
    input: z.object({ current: typedPasswordSchema, password: newPasswordSchema }),
    role: "monitor",
    via: "web",
    kind: "change",
    audit: "Change your own password",
  }),
  /** The user types the password again, as some commands require. */
  "account.confirm": defineCommand<{ confirmed: true }>()({
    input: z.object({ password: typedPasswordSchema }),
    role: "monitor",
    via: "web",
    kind: "change",
    audit: "Confirm your own password",
  }),
  /** Only the route that also deletes the cookie gives it. */
  "account.sign-out": defineCommand<{ ended: true }>()({
    input: z.object({}),
    role: "monitor",
    via: "program",
    kind: "change",
  }),
  "account.end-session": defineCommand<{ id: string }>()({
    input: z.object({ id: z.string().max(64) }),
    role: "monitor",
    via: "web",
    kind: "change",
    audit: "End one of your own sessions",
  }),
};

export const userCommands = {
  "users.list": defineCommand<UsersOverview>()({
    input: z.object({}),
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  /** Answers with the password when it was generated. */
  "users.add": defineCommand<{ name: string; password: string | null }>()({
    input: userOrderSchema,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Add a user",
  }),
  "users.set-role": defineCommand<{ name: string }>()({
    input: oneUser.extend({ role: z.enum(roles) }),
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Change the role of a user",
  }),
  "users.set-disabled": defineCommand<{ name: string }>()({
    input: oneUser.extend({ isDisabled: z.boolean() }),
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Disable or enable a user",
  }),
  /** Answers with a generated password. */
  "users.reset-password": defineCommand<{ name: string; password: string }>()({
    input: oneUser,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Reset the password of a user",
  }),
  "users.remove": defineCommand<{ name: string }>()({
    input: oneUser,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Delete a user",
  }),
  "users.end-session": defineCommand<{ id: string }>()({
    input: z.object({ id: z.string().max(64) }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "End a session",
  }),
};

export const tokenCommands = {
  /** Answers with the token, which is not shown again. */
  "tokens.create": defineCommand<{ name: string; token: string }>()({
    input: tokenOrderSchema,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Create an API token",
  }),
  "tokens.revoke": defineCommand<{ id: string }>()({
    input: z.object({ id: z.string().max(64) }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Revoke an API token",
  }),
};
