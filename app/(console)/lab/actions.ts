/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const setClock = webCommand("lab.clock");
export const addAps = webCommand("lab.add-aps");
export const removeAps = webCommand("lab.remove-aps");
export const setVersion = webCommand("lab.set-version");
export const behaviors = webCommand("lab.behaviors");
export const setBehavior = webCommand("lab.set-behavior");
export const scatterFaults = webCommand("lab.scatter-faults");
export const setServerFaults = webCommand("lab.set-server-faults");
export const setPolicy = webCommand("lab.set-policy");
