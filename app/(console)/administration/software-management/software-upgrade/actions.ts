/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const saveProfile = webCommand("profile.save");
export const acceptHostKey = webCommand("profile.accept-host-key");
export const previewUpgrade = webCommand("upgrade.preview");
export const startUpgrade = webCommand("upgrade.start");
export const cancelUpgrade = webCommand("upgrade.cancel");
export const activationPreview = webCommand("upgrade.activation-preview");
export const activateUpgrade = webCommand("upgrade.activate");
export const apDetail = webCommand("ap.detail");
export const predownloadAp = webCommand("ap.predownload");
export const readLog = webCommand("logs.read");
