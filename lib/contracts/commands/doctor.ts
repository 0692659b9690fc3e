/** The command of the server doctor. It looks at text only: nothing is sent, stored or changed. */
import { doctorInputSchema, type Examination } from "../doctor";
import { defineCommand } from "./define-command";

export const doctorCommands = {
  "doctor.examine": defineCommand<Examination>()({
    input: doctorInputSchema,
    role: "monitor",
    via: "web",
    kind: "query",
  }),
};
