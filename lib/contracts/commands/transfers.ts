/** Commands about file transfers of the image servers. */
import { z } from "zod";
import { type TransferRow, transferHistoryQuerySchema } from "../transfers";
import { defineCommand } from "./define-command";

export const transferCommands = {
  "transfers.history": defineCommand<{ rows: TransferRow[]; more: boolean }>()({
    input: transferHistoryQuerySchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
  "transfers.abort": defineCommand<{ id: string }>()({
    input: z.object({ id: z.string().max(100) }),
    role: "admin",
    via: "web",
    kind: "change",
    freesSpace: true,
    audit: "Abort a transfer",
  }),
};
