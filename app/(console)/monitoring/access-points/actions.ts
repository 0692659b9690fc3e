/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const apDetail = webCommand("ap.detail");
export const readLog = webCommand("logs.read");
export const predownloadAp = webCommand("ap.predownload");
export const rebootAps = webCommand("ap.reboot");
