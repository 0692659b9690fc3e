/** The health of the program: whether the engine runs, for everybody; its addresses and numbers, for who has signed in. */
import "server-only";
import { engine } from "@/lib/engine/engine-client";
import { consoleItself } from "./guard";
import { faultResponse } from "./operate";
import { actorOf, visitorOf } from "./visitor";

/** 200 while the engine runs, 503 before it has started or when it is gone. */
export async function healthResponse(request: Request): Promise<Response> {
  const { ask } = engine();
  const info = await ask("engine.info", {}, consoleItself);
  if (!info.ok) return faultResponse(info.fault);
  const actor = actorOf(await visitorOf(request.headers, ask), "monitor");
  return Response.json(actor.ok ? info.value : { status: "ok" }, {
    headers: { "cache-control": "no-store" },
  });
}
