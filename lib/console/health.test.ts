/** What a supervisor is told. */
import { expect, test } from "vitest";
import { connectEngine } from "@/lib/engine/engine-client";
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

test("an unready program answers 503 with every check, and nothing keeps a copy", async () => {
  const unready = { ready: false, checks: [{ name: "store", ok: false, detail: "writes fail" }] };
  const response = readinessResponse(unready);
  expect(response.status).toBe(503);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual(unready);
});
