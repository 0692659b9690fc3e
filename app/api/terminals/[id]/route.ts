/**
 * One session of the command line: `GET ?after=` waits for output, `POST ?at=` brings keys, `PUT ?columns=&rows=`
 * changes its size, `DELETE` ends it. Both directions are counted, so that nothing is lost or run twice.
 */
import { z } from "zod";
import { commandRoute } from "@/lib/console/operate";
import { commands } from "@/lib/contracts/commands";
import { FaultError, fault } from "@/lib/contracts/fault";
import { TERMINAL_INPUT_CHARACTERS, terminalId } from "@/lib/contracts/terminal";

export const dynamic = "force-dynamic";

const id = { id: terminalId };
const count = z.coerce.number().int().min(0);
/** A character takes at most three bytes in UTF-8. */
const MAX_BYTES = TERMINAL_INPUT_CHARACTERS * 3;

export const GET = commandRoute("terminal.read", z.object({ ...id, after: count }), (query) => query);

export const POST = commandRoute("terminal.input", z.object({ ...id, at: count }), async (query, request) => {
  if (Number(request.headers.get("content-length") ?? Number.POSITIVE_INFINITY) > MAX_BYTES)
    throw new FaultError(fault("too-large", "Send a long paste in pieces."));
  return { ...query, data: await request.text() };
});

export const PUT = commandRoute("terminal.resize", commands["terminal.resize"].input, (size) => size);

export const DELETE = commandRoute("terminal.close", z.object(id), (query) => query);
