/** Questions and orders of the page Transfers. */
"use server";

import { z } from "zod";
import { action } from "@/lib/console/operate";
import { abortTransfer, transferHistory } from "@/lib/console/use-cases";
import { transferHistoryQuerySchema } from "@/lib/contracts/transfers";

export const abort = action(
  { name: "transfers.abort", permission: "change", input: z.object({ id: z.string().max(100) }) },
  abortTransfer,
);
export const history = action(
  { name: "transfers.history", permission: "read", input: transferHistoryQuerySchema },
  (query) => transferHistory(query),
);
