/** An SFTP user of the console's own server, as the user form submits it. */
import { type SftpUserInput, sftpUserInputSchema } from "@/lib/contracts/sftp-users";

/** A new read-only user `lab` with the whole repository as home; `fields` replace these values. */
export const sftpUserInput = (fields: Partial<SftpUserInput> = {}) =>
  sftpUserInputSchema.parse({
    existing: false,
    name: "lab",
    password: "correct horse",
    publicKeys: "",
    home: "/",
    access: "read-only",
    enabled: true,
    expiresAt: null,
    ...fields,
  });
