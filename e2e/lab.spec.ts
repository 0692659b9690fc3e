/** The page Lab, as an operator who does not want to wait uses it. */
import { expect, test } from "@playwright/test";
import { startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";

test("the clock runs as fast as chosen, at once, and still does after a reload and a restart", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const running = await startConsole({ lab: labFile(smallLab()) });
  try {
    await page.goto(`${running.url}/lab`);
    const speed = (name: string) => page.getByRole("button", { name, exact: true });
    await expect(speed("x20")).toHaveAttribute("aria-pressed", "true");
    await speed("x60").click();
    await expect(speed("x60")).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByText("takes one second")).toBeVisible();
    await running.restart();
    await page.reload();
    await expect(speed("x60")).toHaveAttribute("aria-pressed", "true");
  } finally {
    await running.close();
  }
});
