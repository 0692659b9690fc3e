/** `POST /api/terminals?columns=120&rows=40`: a new session of the command line in the browser. */
import { commandRoute } from "@/lib/console/operate";
import { commands } from "@/lib/contracts/commands";

export const dynamic = "force-dynamic";

export const POST = commandRoute("terminal.open", commands["terminal.open"].input, (size) => size);
