/** Nobody reads the output of the program any more: it goes on, and stops when it is told to. */
import { expect, test } from "@playwright/test";
import { type RunningConsole, startConsole } from "./support/console";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: "empty" });
});
test.afterAll(() => app.close());

test("a program whose output was closed answers, and ends with 0 at SIGTERM", async () => {
  app.loseOutput();
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  await app.kill();
  expect(app.exitCode).toBe(0);
});
