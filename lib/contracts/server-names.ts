/** What the image servers are called in sentences and titles. */
import type { ServerId } from "./server-ids";

/** As in "Start the TFTP server". */
export const serverNames: Readonly<Record<ServerId, string>> = {
  tftp: "TFTP server",
  sftp: "SFTP server",
  catalog: "software download service",
};

/** As a heading or before a colon. */
export const serverTitles: Readonly<Record<ServerId, string>> = {
  tftp: "TFTP server",
  sftp: "SFTP server",
  catalog: "Software download service",
};

/** The beginning of the environment variables that set a server's address and port. */
export const serverVariables: Readonly<Record<ServerId, string>> = {
  tftp: "TFTP",
  sftp: "SFTP",
  catalog: "CATALOG",
};
