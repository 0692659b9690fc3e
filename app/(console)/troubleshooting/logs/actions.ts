/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const readLog = webCommand("logs.read");
export const saveForwarding = webCommand("forwarding.save");
export const testForwarding = webCommand("forwarding.test");
