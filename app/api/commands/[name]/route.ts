/**
 * `POST /api/commands/lab.clock` with the command's input as JSON: every command of pages and scripts. The wrapper finds
 * the role that it needs in the registry.
 */
import { commandsRoute } from "@/lib/console/operate";

export const dynamic = "force-dynamic";

export const POST = commandsRoute;
