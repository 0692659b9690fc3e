/** The npm package `tftp` as a server, for the comparison in ADR 0002. */
import tftp from "tftp";

const [root = "", port = ""] = process.argv.slice(2);
const server = tftp.createServer({ host: "127.0.0.1", port: Number(port), root, denyPUT: true });
server.on("error", (error) => console.error(error.message));
server.listen();
process.on("disconnect", () => process.exit());
