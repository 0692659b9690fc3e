/** Commands about the users of the SFTP server. */
import { z } from "zod";
import { sftpUserInputSchema } from "../sftp-users";
import { defineCommand } from "./define-command";

const userName = z.object({ name: z.string().max(100) });

export const sftpUserCommands = {
  /** `password`: the generated one, if one was asked for. It is in this answer and nowhere else. */
  "sftp-users.save": defineCommand<{ name: string; password: string | null }>()({
    input: z.object({ user: sftpUserInputSchema }),
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Save an SFTP user",
  }),
  "sftp-users.remove": defineCommand<{ name: string }>()({
    input: userName,
    role: "admin",
    via: "web",
    kind: "change",
    audit: "Remove an SFTP user",
  }),
  /** Shows the password that the program generated, one time. */
  "sftp-users.reveal": defineCommand<{ password: string }>()({
    input: userName,
    role: "admin",
    via: "web",
    kind: "change",
    confirms: true,
    audit: "Reveal a one-time password",
  }),
};
