/** Our own servers: TFTP, SFTP, and the software download service. */
export const serverIds = ["tftp", "sftp", "catalog"] as const;
export type ServerId = (typeof serverIds)[number];
