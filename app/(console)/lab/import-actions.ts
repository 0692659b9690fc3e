/** Orders of the page Lab that bring another fleet: read from a listing, from a lab file, or the ones that are known. */
"use server";

import { action } from "@/lib/console/operate";
import {
  importListing as importIt,
  loadLab as loadIt,
  readListing as readIt,
  resetLab as resetIt,
} from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

export const readListing = action(
  { name: "lab.read-listing", permission: "read", input: commandSchemas["lab.read-listing"] },
  readIt,
);
export const importListing = action(
  { name: "lab.import", permission: "change", input: commandSchemas["lab.import"].omit({ actor: true }) },
  importIt,
);
export const loadLab = action(
  { name: "lab.load", permission: "change", input: commandSchemas["lab.load"].omit({ actor: true }) },
  loadIt,
);
export const resetLab = action(
  { name: "lab.reset", permission: "change", input: commandSchemas["lab.reset"].omit({ actor: true }) },
  resetIt,
);
