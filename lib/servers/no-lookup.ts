/** For sockets that are given addresses only, never host names: Node's own lookup costs a turn of the event loop each time. */
export const noLookup = (
  address: string,
  options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void => {
  const done = typeof options === "function" ? (options as typeof callback) : callback;
  done(null, address, address.includes(":") ? 6 : 4);
};
