import type { Fault, FaultError } from "@/lib/contracts/fault";

/** The fault with which a command is refused; undefined when it succeeds. */
export const faultIn = (answer: Promise<unknown>): Promise<Fault | undefined> =>
  answer.then(
    () => undefined,
    (thrown: unknown) => (thrown as FaultError).fault,
  );
