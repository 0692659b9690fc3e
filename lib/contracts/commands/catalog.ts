/** Commands about the software download service: its accounts, and what it calls suggested and latest. */
import { z } from "zod";
import { catalogAccountInputSchema, type ReleaseChoice, releaseChoiceSchema } from "../catalog";
import { defineCommand } from "./define-command";

const accountName = z.object({ name: z.string().max(100) });

export const catalogCommands = {
  /** `password`: the generated one, if one was asked for. It is in this answer and nowhere else. */
  "catalog.save-account": defineCommand<{ name: string; password: string | null }>()({
    input: z.object({ account: catalogAccountInputSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Save a software download account",
  }),
  "catalog.remove-account": defineCommand<{ name: string }>()({
    input: accountName,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Remove a software download account",
  }),
  /** Shows the password that the program generated, one time. */
  "catalog.reveal-password": defineCommand<{ password: string }>()({
    input: accountName,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Reveal the one-time password of an account",
  }),
  "catalog.choose-releases": defineCommand<{ choice: ReleaseChoice }>()({
    input: z.object({ choice: releaseChoiceSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Choose the suggested and the latest release",
  }),
};
