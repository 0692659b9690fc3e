/** The npm package `tftp` as a server, for the comparison that ADR 0002 rests on. */
import { createRequire } from "node:module";

type NpmServer = { on(event: "error", listener: (error: Error) => void): void; listen(): void };
type NpmTftp = {
  createServer(options: { host: string; port: number; root: string; denyPUT: boolean }): NpmServer;
};

const [root = "", port = ""] = process.argv.slice(2);
const tftp = createRequire(import.meta.url)("tftp") as NpmTftp;
const server = tftp.createServer({ host: "127.0.0.1", port: Number(port), root, denyPUT: true });
server.on("error", (error) => console.error(error.message));
server.listen();
