/** Orders and questions of the page Lab; the pages of the access points give some of them as well. */
"use server";

import { action } from "@/lib/console/operate";
import * as useCases from "@/lib/console/use-cases";
import { commandSchemas } from "@/lib/contracts/commands";

export const setClock = action(
  { name: "lab.clock", permission: "change", input: commandSchemas["lab.clock"].omit({ actor: true }) },
  useCases.setLabClock,
);
export const addAps = action(
  { name: "lab.add-aps", permission: "change", input: commandSchemas["lab.add-aps"].omit({ actor: true }) },
  useCases.addLabAps,
);
export const removeAps = action(
  {
    name: "lab.remove-aps",
    permission: "change",
    input: commandSchemas["lab.remove-aps"].omit({ actor: true }),
  },
  useCases.removeLabAps,
);
export const setVersion = action(
  {
    name: "lab.set-version",
    permission: "change",
    input: commandSchemas["lab.set-version"].omit({ actor: true }),
  },
  useCases.setLabVersion,
);
export const behaviors = action(
  { name: "lab.behaviors", permission: "read", input: commandSchemas["lab.behaviors"] },
  useCases.labBehaviors,
);
export const setBehavior = action(
  {
    name: "lab.set-behavior",
    permission: "change",
    input: commandSchemas["lab.set-behavior"].omit({ actor: true }),
  },
  useCases.setLabBehavior,
);
export const scatterFaults = action(
  {
    name: "lab.scatter-faults",
    permission: "change",
    input: commandSchemas["lab.scatter-faults"].omit({ actor: true }),
  },
  useCases.scatterLabFaults,
);
export const setServerFaults = action(
  {
    name: "lab.set-server-faults",
    permission: "change",
    input: commandSchemas["lab.set-server-faults"].omit({ actor: true }),
  },
  useCases.setServerFaults,
);
export const setPolicy = action(
  {
    name: "lab.set-policy",
    permission: "change",
    input: commandSchemas["lab.set-policy"].omit({ actor: true }),
  },
  useCases.setLabPolicy,
);
