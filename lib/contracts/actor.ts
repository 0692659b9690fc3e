/** Who gives a command, and the roles that decide what they may do. */
import { z } from "zod";

/** A monitor reads; an admin also changes things. */
export const roles = ["monitor", "admin"] as const;
export type Role = (typeof roles)[number];

export const actorSchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  /** Host name or address that the request came from. */
  from: z.string(),
  /** The name of the API token of a request; absent without one. */
  token: z.string().optional(),
  /** The n of `vty n` for a session of the command line over SSH; absent for the console and for pages. */
  vty: z.int().min(0).optional(),
  /** Whether a program configures the controller over RESTCONF. Absent for people. */
  isProgrammatic: z.boolean().optional(),
  /** The id of the session or API token of a request over HTTP; absent elsewhere. */
  signIn: z.string().optional(),
  /** Whether the user typed the password within the last minutes. Absent where passwords are not confirmed. */
  isConfirmed: z.boolean().optional(),
});
/** The user (or the part of the program) that gives a command: for permission, the audit log and "started by". */
export type Actor = z.infer<typeof actorSchema>;

/** Whether this actor may do what needs at least the given role. */
export const hasRole = (actor: Actor, least: Role): boolean =>
  roles.indexOf(actor.role) >= roles.indexOf(least);
