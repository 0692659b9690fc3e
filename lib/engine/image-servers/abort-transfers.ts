/** How an operator ends a transfer of any server. */
import { FaultError, fault } from "@/lib/contracts/fault";
import type { TransferRegistry } from "@/lib/servers/transfer";
import type { Handlers } from "../handlers";

/** The handler of the command that aborts one. */
export const abortHandlers = (
  registry: Pick<TransferRegistry, "abort">,
): Pick<Handlers<"transfers">, "transfers.abort"> => ({
  "transfers.abort"({ id }) {
    if (!registry.abort(id)) throw new FaultError(fault("not-found", "This transfer has already ended."));
    return { id };
  },
});
