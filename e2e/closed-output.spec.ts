/** The program when its output is closed: it keeps running, and stops on SIGTERM. */
import { expect, test } from "@playwright/test";
import { type RunningConsole, startConsole } from "./support/console";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole({ lab: "empty" });
});
test.afterAll(() => app.close());

test("with its output closed, the program answers, and exits with 0 on SIGTERM", async () => {
  app.closeOutput();
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  await app.kill();
  expect(app.exitCode).toBe(0);
});
