/** Handlers of the `doctor.*` commands. They know nothing of the engine's state. */
import { examine } from "@/lib/doctor/examine";
import type { Handlers } from "./handlers";

export const doctorHandlers: Handlers<"doctor"> = {
  "doctor.examine": ({ files, purpose }) => examine({ files, purpose }),
};
