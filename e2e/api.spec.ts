/** Administration > API: operations are found, read and sent, and scripts get what the page shows. */
import { type RunningConsole, startConsole } from "./support/console";
import { expect, test } from "./support/test";

let app: RunningConsole;
test.beforeAll(async () => {
  app = await startConsole();
});
test.afterAll(() => app.close());

test("an operation is found, read and tried", async ({ page }) => {
  await page.goto(`${app.url}/administration/api`);
  await page.getByRole("searchbox", { name: "Search operations" }).fill("retention runs");
  await page.getByRole("button", { name: /Show how many runs are kept/ }).click();
  await expect(page.getByRole("heading", { name: "Show how many runs are kept" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Fields of the response body" })).toContainText("keepRuns");
  await expect(page.getByText("Authorization: Bearer $TOKEN")).toBeVisible();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const response = page.getByRole("region", { name: "Response", exact: true });
  await expect(response).toContainText("200");
  await expect(response).toContainText('"keepRuns": 200');
});

test("a change is sent with a typed body, and a wrong one is answered with a problem", async ({ page }) => {
  await page.goto(`${app.url}/administration/api?operation=lab.clock`);
  const body = page.getByRole("textbox", { name: "Body" });
  await body.fill('{ "factor": 10 }');
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const response = page.getByRole("region", { name: "Response", exact: true });
  await expect(response).toContainText('"factor": 10');
  await body.fill('{ "factor": 9000 }');
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(response).toContainText('"code": "bad-input"');
});

test("a value in a path is asked for before the request can be sent", async ({ page }) => {
  await page.goto(`${app.url}/administration/api?operation=servers.one`);
  await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await expect(page.getByText("Enter server first.")).toBeVisible();
  await page.getByRole("textbox", { name: "server" }).fill("tftp");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByRole("region", { name: "Response", exact: true })).toContainText(
    '"state": "listening"',
  );
});

test("on a phone, an operation takes the place of the list, and leads back to it", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${app.url}/administration/api`);
  await page.getByRole("button", { name: /Read the upgrade/ }).click();
  await expect(page.getByRole("searchbox", { name: "Search operations" })).toBeHidden();
  await page.getByRole("button", { name: "All operations" }).click();
  await expect(page.getByRole("searchbox", { name: "Search operations" })).toBeVisible();
});

test("a script reads the document and a row with the headers of the API", async () => {
  const document = await fetch(`${app.url}/api/v1/openapi.json`, { headers: app.headers });
  expect(((await document.json()) as { openapi: string }).openapi).toBe("3.1.0");
  const first = await fetch(`${app.url}/api/v1/upgrade`, { headers: app.headers });
  const etag = first.headers.get("etag") ?? "";
  const again = await fetch(`${app.url}/api/v1/upgrade`, {
    headers: { ...app.headers, "if-none-match": etag },
  });
  expect(again.status).toBe(304);
  const refused = await fetch(`${app.url}/api/v1/runs`, { method: "DELETE", headers: app.headers });
  expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  const nobody = await fetch(`${app.url}/api/v1/upgrade`);
  expect([nobody.status, nobody.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
});
