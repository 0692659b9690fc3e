/** Orders of the page SFTP users. */
"use server";

import { z } from "zod";
import { action } from "@/lib/console/operate";
import { removeSftpUser, revealSftpPassword, saveSftpUser } from "@/lib/console/use-cases";
import { sftpUserInputSchema } from "@/lib/contracts/sftp-users";

const named = z.object({ name: z.string().max(100) });

export const save = action(
  { name: "sftp-users.save", permission: "change", input: z.object({ user: sftpUserInputSchema }) },
  // The engine parses what was typed itself: its input is the form's, not what parsing makes of it.
  ({ user }, context) => saveSftpUser({ user: { ...user, publicKeys: user.publicKeys.join("\n") } }, context),
);
export const remove = action(
  { name: "sftp-users.remove", permission: "change", input: named },
  removeSftpUser,
);
export const reveal = action(
  { name: "sftp-users.reveal", permission: "change", input: named },
  revealSftpPassword,
);
