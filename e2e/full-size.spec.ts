/** A bundle with real file sizes: uploaded in the browser, downloaded over TFTP, with bounded memory. */
import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fetchTftp } from "../lib/servers/tftp/tftp-client";
import { type RunningConsole, startConsole } from "./support/console";
import { Operator } from "./support/operator";
import { sampleBundle } from "./support/samples";
import { expect, test } from "./support/test";

const MAX_RSS_BYTES = 600_000_000;

let app: RunningConsole;
let folder: string;
test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ewc-full-"));
  sampleBundle(folder, "17.12.1", "--zip", "--full-size");
  app = await startConsole({ lab: "empty" });
});
test.afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test("70,512,640 bytes of ap1g8 and a 289 MB controller image: uploaded, imported, downloaded, byte for byte, under 600 MB of memory", async ({
  page,
}) => {
  test.setTimeout(600_000);
  let peakRss = 0;
  const measure = async () => {
    const health = await fetch(`${app.url}/api/health`, { headers: app.headers });
    const { rssBytes } = (await health.json()) as { rssBytes: number };
    peakRss = Math.max(peakRss, rssBytes);
  };
  const operator = new Operator(page, app.url);
  await operator.open("/image-servers/image-repository");
  const zip = readdirSync(folder).find((name) => name.endsWith(".zip")) ?? "";
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).click(),
  ]);
  await chooser.setFiles(join(folder, zip));
  await page.getByLabel("Image set name").fill("FULL");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await expect
    .poll(
      async () => {
        await measure();
        return page.getByRole("list", { name: "Uploads and imports" }).textContent();
      },
      { timeout: 400_000 },
    )
    .toContain("Imported");

  for (const [image, size] of [
    ["ap1g8", 70_512_640],
    ["C9800-AP-iosxe-wlc.bin", undefined],
  ] as const) {
    const got = createHash("sha512");
    const result = await fetchTftp({
      server: "127.0.0.1",
      port: app.tftpPort,
      path: `FULL/${image}`,
      blockSize: 1428,
      windowSize: 16,
      timeoutMs: 2000,
      retries: 5,
      sink: (piece) => void got.update(piece),
    });
    await measure();
    expect(result).toMatchObject({ ok: true, ...(size !== undefined && { bytes: size }) });
    const stored = createHash("sha512");
    await pipeline(createReadStream(join(app.dataDir, "images/FULL", image)), stored);
    expect(got.digest("hex")).toBe(stored.digest("hex"));
  }
  expect(peakRss).toBeLessThan(MAX_RSS_BYTES);
});
