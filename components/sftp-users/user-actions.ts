/** What the page SFTP users orders; its server actions are handed in. */
import type { CommandAnswers } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import type { SftpUserInput } from "@/lib/contracts/sftp-users";

type Ask<I, T extends keyof CommandAnswers> = (input: I) => Promise<Answer<CommandAnswers[T]>>;

export type UserActions = {
  save: Ask<{ user: SftpUserInput }, "sftp-users.save">;
  remove: Ask<{ name: string }, "sftp-users.remove">;
  reveal: Ask<{ name: string }, "sftp-users.reveal">;
};
