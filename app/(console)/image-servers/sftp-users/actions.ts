/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const save = webCommand("sftp-users.save");
export const remove = webCommand("sftp-users.remove");
export const reveal = webCommand("sftp-users.reveal");
