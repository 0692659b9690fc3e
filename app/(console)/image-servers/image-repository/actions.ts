/** Orders of the page Image Repository. */
"use server";

import { z } from "zod";
import { action } from "@/lib/console/operate";
import { cancelImport, importWaitingBundle, removeImageSet, renameImageSet } from "@/lib/console/use-cases";
import { imageSetNameSchema } from "@/lib/contracts/images";

/** A set that lies there may have a name that nobody would be allowed to give. */
const existing = z.string().min(1).max(255);

export const renameSet = action(
  { name: "images.rename", permission: "change", input: z.object({ set: existing, to: imageSetNameSchema }) },
  renameImageSet,
);
export const removeSet = action(
  { name: "images.remove", permission: "change", input: z.object({ set: existing }) },
  removeImageSet,
);
export const cancelRunningImport = action(
  { name: "images.cancel-import", permission: "change", input: z.object({ id: z.string().max(100) }) },
  cancelImport,
);
export const importBundle = action(
  {
    name: "servers.import-bundle",
    permission: "change",
    input: z.object({ path: z.string().max(1000), name: imageSetNameSchema }),
  },
  importWaitingBundle,
);
