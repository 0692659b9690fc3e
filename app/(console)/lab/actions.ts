/** Orders of the page Lab. */
"use server";

import { action } from "@/lib/console/operate";
import { setLabClock } from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

export const setClock = action(
  { name: "lab.clock", permission: "change", input: commandSchemas["lab.clock"].omit({ actor: true }) },
  setLabClock,
);
