/** Handlers of the `transfers.*` commands: the history, and ending one that runs. */
import { FaultError, fault } from "@/lib/contracts/fault";
import type { TransferRegistry } from "@/lib/servers/transfer";
import type { Handlers } from "./handlers";

export const transferHandlers = (
  history: Omit<Handlers<"transfers">, "transfers.abort">,
  registry: Pick<TransferRegistry, "abort">,
): Handlers<"transfers"> => ({
  ...history,
  "transfers.abort"({ id }) {
    if (!registry.abort(id)) throw new FaultError(fault("not-found", "This transfer has already ended."));
    return { id };
  },
});
