/** Users of the console, sessions of browsers and API tokens. They are few, so all are read at the start. */
import { type Role, roles } from "@/lib/contracts/actor";
import type { Writer } from "./batch";
import type { PrismaClient } from "./generated/client";
import type { IdentityStore } from "./store-types";

const userColumns = [
  "name",
  "role",
  "isDisabled",
  "passwordHash",
  "passwordChangedAt",
  "signedInAt",
] as const;
const sessionColumns = [
  "id",
  "secretHash",
  "user",
  "from",
  "browser",
  "createdAt",
  "usedAt",
  "confirmedAt",
] as const;
const tokenColumns = [
  "id",
  "secretHash",
  "name",
  "role",
  "user",
  "createdAt",
  "expiresAt",
  "usedAt",
] as const;

/** A role that this version does not know gets the least one. */
const roleOf = (text: string): Role => roles.find((role) => role === text) ?? "monitor";

export function createIdentityStore(client: PrismaClient, writer: Writer): IdentityStore {
  return {
    async all() {
      const [users, sessions, tokens] = await Promise.all([
        client.user.findMany({ orderBy: { name: "asc" } }),
        client.session.findMany({ orderBy: { id: "asc" } }),
        client.apiToken.findMany({ orderBy: { id: "asc" } }),
      ]);
      return {
        users: users.map((user) => ({
          ...user,
          role: roleOf(user.role),
          isDisabled: user.isDisabled !== 0,
        })),
        sessions,
        tokens: tokens.map((token) => ({ ...token, role: roleOf(token.role) })),
      };
    },
    putUser: (user) =>
      writer.put("User", userColumns, [{ ...user, isDisabled: user.isDisabled ? 1 : 0 }], "order"),
    removeUser: (name) => writer.run((db) => db.user.deleteMany({ where: { name } }), "order"),
    putSessions: (sessions) => writer.put("Session", sessionColumns, sessions, "order"),
    removeSessions: (ids) =>
      writer.run((db) => db.session.deleteMany({ where: { id: { in: [...ids] } } }), "order"),
    putTokens: (tokens) => writer.put("ApiToken", tokenColumns, tokens, "order"),
    removeTokens: (ids) =>
      writer.run((db) => db.apiToken.deleteMany({ where: { id: { in: [...ids] } } }), "order"),
  };
}
