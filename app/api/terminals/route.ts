/** `POST /api/terminals?columns=120&rows=40`: a new session of the command line in the browser. */
import { z } from "zod";
import { faultResponse, route } from "@/lib/console/operate";
import { openTerminal } from "@/lib/console/use-cases";
import { terminalSide } from "@/lib/contracts/terminal";

export const dynamic = "force-dynamic";

const input = z.object({ columns: terminalSide, rows: terminalSide });

// Whoever may look may open one: what it may change is decided command by command, by the user's privilege.
export const POST = route({ name: "terminal.open", permission: "read", input }, async (size, context) => {
  const opened = await openTerminal(size, context);
  return opened.ok ? Response.json(opened.value) : faultResponse(opened.fault);
});
