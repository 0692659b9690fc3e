/** The commands of this page. */
"use server";

import { webCommand } from "@/lib/console/operate";

export const readListing = webCommand("lab.read-listing");
export const importListing = webCommand("lab.import");
export const loadLab = webCommand("lab.load");
export const resetLab = webCommand("lab.reset");
