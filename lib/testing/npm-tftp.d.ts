/** Types for the parts of the npm package `tftp` that tests and benches use. */
declare module "tftp" {
  type Options = { host: string; port: number };
  const tftp: {
    createClient(options: Options & { blockSize?: number; windowSize?: number; retries?: number }): {
      get(remote: string, local: string, done: (error: Error | null) => void): void;
    };
    createServer(options: Options & { root: string; denyPUT: boolean }): {
      on(event: "error", listener: (error: Error) => void): void;
      listen(): void;
    };
  };
  export default tftp;
}
