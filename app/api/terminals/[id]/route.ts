/**
 * One session of the command line: `GET ?after=` waits for output, `POST ?at=` brings keys, `PUT ?columns=&rows=`
 * changes its size, `DELETE` ends it. Both directions are counted, so that nothing is lost or run twice.
 */
import { z } from "zod";
import { faultResponse, route } from "@/lib/console/operate";
import { closeTerminal, readTerminal, resizeTerminal, sendToTerminal } from "@/lib/console/use-cases";
import { type Answer, fault } from "@/lib/contracts/fault";
import { TERMINAL_INPUT_CHARACTERS, terminalId, terminalSide } from "@/lib/contracts/terminal";

export const dynamic = "force-dynamic";

const id = { id: terminalId };
const count = z.coerce.number().int().min(0);
/** A character takes at most three bytes in UTF-8. */
const MOST_BYTES = TERMINAL_INPUT_CHARACTERS * 3;

const respond = (answer: Answer<unknown>): Response =>
  answer.ok
    ? Response.json(answer.value, { headers: { "cache-control": "no-store" } })
    : faultResponse(answer.fault);

// What a session may change is decided command by command, by the user's privilege; each is audited there.
export const GET = route(
  { name: "terminal.read", permission: "read", input: z.object({ ...id, after: count }) },
  async (input, context) => respond(await readTerminal(input, context)),
);

export const POST = route(
  { name: "terminal.input", permission: "read", input: z.object({ ...id, at: count }) },
  async (input, context) => {
    const { request } = context;
    if (Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY) > MOST_BYTES)
      return faultResponse(fault("too-large", "Send a long paste in pieces."));
    return respond(await sendToTerminal({ ...input, data: await request.text() }, context));
  },
);

export const PUT = route(
  {
    name: "terminal.resize",
    permission: "read",
    input: z.object({ ...id, columns: terminalSide, rows: terminalSide }),
  },
  async (input, context) => respond(await resizeTerminal(input, context)),
);

export const DELETE = route(
  { name: "terminal.close", permission: "read", input: z.object(id) },
  async (input, context) => respond(await closeTerminal(input, context)),
);
