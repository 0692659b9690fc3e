/** What the contracts need to know about a download mode. One module per mode implements it. */
import type { z } from "zod";
import type { ServerId } from "../settings";
import type { TransferProtocol } from "../transfers";
import type { DownloadMode } from "./download-mode";

/** The fields by which URLs are built. */
export type ImageLocation = {
  imageServer: string;
  /** Normalized; the server's root is the empty string. */
  imagePath: string;
};

export type ProfileLogin = { userName: string; passwordStored: boolean };

export type ModeContract<M extends DownloadMode, Input extends z.ZodType, Stored extends z.ZodType> = {
  mode: M;
  /** The name on the page and in messages. */
  label: string;
  /** The protocol by which images leave the image server. */
  protocol: TransferProtocol;
  transport: "UDP" | "TCP";
  /** Which of our own servers speaks this protocol. */
  ownServer: ServerId;
  standardPort: number;
  /** Whether the server wants a user name and a password. */
  requiresLogin: boolean;
  /** Whether the server has a host key that the controller pins. */
  pinsHostKey: boolean;
  /** What a form or a command sends. May hold a password. */
  inputSchema: Input;
  /** What is stored and shown. Never holds a password. */
  storedSchema: Stored;
  /** Turns an order into the profile that everybody may see. */
  hideSecrets(order: z.output<Input>, isPasswordStored: boolean): z.output<Stored>;
  /** Who logs in to the server, and whether the password is stored; null in modes without a login. */
  login(profile: z.output<Stored>): ProfileLogin | null;
  /** URL scheme with `://`, and the login as the controller prints it. */
  urlPrefix: string;
};
