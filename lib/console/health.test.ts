/** What a supervisor is told. */
import { expect, test } from "vitest";
import type { Visitor } from "@/lib/contracts/identity";
import { connectEngine, type EngineClient } from "@/lib/engine/engine-client";
import { liveness, readinessResponse } from "./health";

/** An engine whose end the test decides. */
function engineThatEnds() {
  let end: (why: string) => void = () => undefined;
  const engine = connectEngine({ postMessage: () => undefined, on: () => undefined }, (listener) => {
    end = listener;
  });
  return { engine, end: () => end("The engine stopped.") };
}

test("the process is alive while its engine exists, even if that has not started yet", async () => {
  const { engine } = engineThatEnds();
  const response = liveness(engine);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ live: true });
});

test("the process is not alive once its engine has ended", async () => {
  const { engine, end } = engineThatEnds();
  end();
  const response = liveness(engine);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ fault: { code: "engine-unreachable" } });
});

const unready = { ready: false, checks: [{ name: "store", ok: false, detail: "writes fail" }] };

/** An engine that is not ready, asked by this visitor. */
const engineAskedBy = (visitor: Visitor) =>
  ((type: string) =>
    Promise.resolve({
      ok: true,
      value: type === "identity.visitor" ? visitor : unready,
    })) as unknown as EngineClient["ask"];
const request = new Request("http://localhost:3000/api/health/ready");

test("an unready program answers 503 with every check to who has signed in, and nothing keeps a copy", async () => {
  const actor = { name: "mo", role: "monitor" as const, from: "127.0.0.1" };
  const response = await readinessResponse(request, engineAskedBy({ state: "user", actor }));
  expect(response.status).toBe(503);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual(unready);
});

test.each(["anonymous", "set-up"] as const)(
  "for a visitor who is %s, an unready program names the checks that fail, and no details",
  async (state) => {
    const response = await readinessResponse(request, engineAskedBy({ state }));
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, checks: [{ name: "store", ok: false }] });
  },
);
