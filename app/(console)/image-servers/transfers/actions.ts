/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const abort = webCommand("transfers.abort");
export const history = webCommand("transfers.history");
