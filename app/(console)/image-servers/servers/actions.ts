/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const saveSettings = webCommand("servers.save-settings");
export const startServer = webCommand("servers.start");
export const stopServer = webCommand("servers.stop");
export const disconnectClient = webCommand("servers.disconnect");
export const releaseBlock = webCommand("servers.release-block");
export const recreateHostKeys = webCommand("servers.recreate-host-key");
export const readLog = webCommand("logs.read");
