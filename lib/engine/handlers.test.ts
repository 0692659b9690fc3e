import { expect, test } from "vitest";
import type { Command } from "@/lib/contracts/commands";
import {
  answerBy,
  type Handlers,
  type HandlersBySubject,
  handlersFollowedBy,
  handlersThrough,
} from "./handlers";

const actor = { name: "tester", role: "admin" as const, from: "127.0.0.1" };
const abort: Command<"transfers.abort"> = { type: "transfers.abort", id: "7", actor };

test("a map of handlers without one of its commands does not compile", () => {
  // @ts-expect-error "transfers.history" is missing
  const handlers: Handlers<"transfers"> = { "transfers.abort": ({ id }) => ({ id }) };
  expect(Object.keys(handlers)).toEqual(["transfers.abort"]);
});

test("a handler that returns another command's answer does not compile", () => {
  const handlers: Pick<Handlers<"transfers">, "transfers.abort"> = {
    // @ts-expect-error the answer of "transfers.abort" is { id }
    "transfers.abort": () => ({ factor: 10 }),
  };
  expect(handlers).toHaveProperty(["transfers.abort"]);
});

test("a handler of another subject's command does not compile", () => {
  const handlers: Handlers<"logs"> = {
    "logs.read": () => ({ lines: [], more: false, searched: null }),
    // @ts-expect-error "lab.clock" belongs to the subject lab
    "lab.clock": () => ({ factor: 10 }),
  };
  expect(handlers).toHaveProperty(["logs.read"]);
});

test("a subject that is missing, and one that is there twice, do not compile", () => {
  const logs: Handlers<"logs"> = { "logs.read": () => ({ lines: [], more: false, searched: null }) };
  // @ts-expect-error thirteen subjects are missing
  const some: HandlersBySubject = { logs };
  const twice = {
    // biome-ignore lint/suspicious/noDuplicateObjectKeys: the doubled subject is what this test plants
    logs,
    // @ts-expect-error the same subject again
    logs,
  };
  expect([some, twice]).toEqual([{ logs }, { logs }]);
});

test("the engine does not start while a command has no handler, even where the compiler was silenced", () => {
  const logs: Handlers<"logs"> = { "logs.read": () => ({ lines: [], more: false, searched: null }) };
  expect(() => answerBy({ logs } as unknown as HandlersBySubject)).toThrow("has no handler");
});

test("one function can answer all commands of its subjects", async () => {
  const handlers = handlersThrough(["transfers", "logs"], (command) =>
    Promise.resolve(`answered ${command.type}` as never),
  );
  expect(Object.keys(handlers)).toEqual(["transfers.history", "transfers.abort", "logs.read"]);
  expect(await handlers["transfers.abort"](abort)).toBe("answered transfers.abort");
});

test("what follows a handler runs after it succeeded, and not after it failed", async () => {
  const done: string[] = [];
  const handlers = handlersFollowedBy<"transfers">(
    {
      "transfers.history": () => Promise.reject(new Error("broken")),
      "transfers.abort": ({ id }) => {
        done.push(id);
        return { id };
      },
    },
    () => void done.push("afterwards"),
  );
  expect(await handlers["transfers.abort"](abort)).toEqual({ id: "7" });
  expect(done).toEqual(["7", "afterwards"]);
  await expect(handlers["transfers.history"]({} as never)).rejects.toThrow("broken");
  expect(done).toEqual(["7", "afterwards"]);
});
