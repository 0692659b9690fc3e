/** One end of a connection or of a transfer. `address` is an IP address, never a name. */
export type Endpoint = { address: string; port: number };
