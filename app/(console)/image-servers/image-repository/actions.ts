/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const renameSet = webCommand("images.rename");
export const removeSet = webCommand("images.remove");
export const cancelRunningImport = webCommand("images.cancel-import");
export const importBundle = webCommand("servers.import-bundle");
