/** The server actions of the Transfers page. */
import type { Answer } from "@/lib/contracts/fault";
import type { TransferHistoryQuery, TransferRow } from "@/lib/contracts/transfers";

export type TransferActions = {
  abort(input: { id: string }): Promise<Answer<{ id: string }>>;
  history(query: TransferHistoryQuery): Promise<Answer<{ rows: TransferRow[]; more: boolean }>>;
};
