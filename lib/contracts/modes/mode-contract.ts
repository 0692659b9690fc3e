/** What the contracts need to know about a download mode. One module per mode implements it. */
import type { z } from "zod";
import type { ServerId } from "../server-ids";
import type { TransferProtocol } from "../transfers";
import type { DownloadMode } from "./download-mode";
import type { ServerLocation } from "./server-location";

export type ProfileLogin = { userName: string; passwordStored: boolean };

/** The kind of server that images are fetched from. */
export type ModeServer = {
  /** Which of our own servers is of this kind. */
  own: ServerId;
  transport: "UDP" | "TCP";
  standardPort: number;
  /** Whether it has a host key that the controller pins. */
  pinsHostKey: boolean;
};

export type ModeContract<M extends DownloadMode, Input extends z.ZodType, Stored extends z.ZodType> = {
  mode: M;
  /** The name on the page and in messages. */
  label: string;
  /** The protocol by which images reach the controller or the image masters. */
  protocol: TransferProtocol;
  /** Null in a mode whose images are not fetched from a server. */
  server: ModeServer | null;
  /** Whether the server wants a user name and a password. */
  requiresLogin: boolean;
  /** What a form or a command sends. May hold a password. */
  inputSchema: Input;
  /** What is stored and shown. Never holds a password. */
  storedSchema: Stored;
  /** What to send so that these rules give this order again. */
  toInput(order: z.output<Input>): z.input<Input>;
  /** Turns an order into the profile that everybody may see. */
  hideSecrets(order: z.output<Input>, isPasswordStored: boolean): z.output<Stored>;
  /** Who logs in to the server, and whether the password is stored; null in modes without a login. */
  login(profile: z.output<Stored>): ProfileLogin | null;
  /** Where the server is; null in a mode without one. */
  location(profile: z.output<Stored> | z.output<Input>): ServerLocation | null;
  /** Whether images of several families are fetched at the same time. */
  isParallel(profile: z.output<Stored>): boolean;
  /** What an upgrade takes where the server decides that, in words; null or absent where the profile says it. */
  takes?(profile: z.output<Stored>): string | null;
  /** Days of the controller's clock between automatic checks for new software; null or absent without such checks. */
  checkEveryDays?(profile: z.output<Stored>): number | null;
  /** The name of the uploaded image, null while there is none. Absent in modes that need no upload. */
  upload?(profile: z.output<Stored>): string | null;
  /** What stands before the server in a URL: scheme with `://`, and the login as the controller prints it. */
  urlPrefix: string;
};
