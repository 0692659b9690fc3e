/** For developers, after a change of public/icon.svg: draws the other icons of public/ from it with the test browser. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { findBrowser } from "./support/browser.mjs";
import { ROOT } from "./support/run.mjs";

const inPublic = (name) => join(ROOT, "public", name);
const mark = readFileSync(inPublic("icon.svg"), "utf8");
const executablePath = findBrowser();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

/**
 * @param {number} size pixels of both sides
 * @param {{ filled?: boolean }} [options] filled: without round corners and with a wide margin, so that a system can cut its own shape
 */
async function draw(size, { filled = false } = {}) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = filled ? mark.replace('rx="6"', "") : mark;
  const scale = filled ? 0.7 : 1;
  await page.setContent(
    `<style>html,body{margin:0;background:${filled ? "#0b6a6e" : "transparent"}}
     svg{display:block;width:${size}px;height:${size}px;transform:scale(${scale})}</style>${svg}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** An icon file with one PNG image. */
function icoOf(png, size) {
  const header = Buffer.alloc(22);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(1, 4);
  header.writeUInt8(size, 6);
  header.writeUInt8(size, 7);
  header.writeUInt16LE(1, 10);
  header.writeUInt16LE(32, 12);
  header.writeUInt32LE(png.length, 14);
  header.writeUInt32LE(header.length, 18);
  return Buffer.concat([header, png]);
}

writeFileSync(inPublic("favicon.ico"), icoOf(await draw(32), 32));
writeFileSync(inPublic("icon-192.png"), await draw(192));
writeFileSync(inPublic("icon-512.png"), await draw(512));
writeFileSync(inPublic("icon-maskable-512.png"), await draw(512, { filled: true }));
writeFileSync(inPublic("apple-touch-icon.png"), await draw(180, { filled: true }));
await browser.close();
