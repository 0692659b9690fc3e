/** Who sees which page: every page of the folder `app` against every kind of visitor. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor, Role } from "@/lib/contracts/actor";
import { type Access, accessRig, type Visitors } from "@/lib/testing/access-rig";

let requestHeaders = new Headers();
vi.mock("next/headers", () => ({ headers: () => Promise.resolve(requestHeaders) }));
vi.mock("next/navigation", async (original) => ({
  ...(await original<typeof import("next/navigation")>()),
  redirect: (to: string) => {
    throw new Error(`leads to ${to}`);
  },
  notFound: () => {
    throw new Error("not found");
  },
}));

vi.mock("next/server", async (original) => ({
  ...(await original<typeof import("next/server")>()),
  after: () => undefined,
}));

let rig: Visitors;
let notSetUp: Visitors;
const ENGINE = Symbol.for("ewc.engine");
const globals = globalThis as unknown as Record<symbol, unknown>;

beforeAll(async () => {
  rig = await accessRig();
  notSetUp = await accessRig(false);
});
afterAll(() => {
  delete globals[ENGINE];
});

const app = path.resolve(import.meta.dirname, "../../app/(console)");
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(^|\/)page\.tsx$/.test(file),
);
/** What pages ask beside the visitor. */
const ENGINE_INFO = { dataDir: "/data", addresses: {} };
/** Pages for administrators; every other one is for monitors as well. */
const ADMIN_PAGES = ["administration/audit/page.tsx", "administration/webhooks/page.tsx"];

/** What the matrix expects of a page: `served`, or where it leads. */
function expected(may: Access, role: Role): string {
  if (may === "set-up") return "leads to /set-up";
  if (may === "nothing") return `leads to /sign-in?next=${encodeURIComponent("/here")}`;
  return may === "read" && role === "admin" ? "not found" : "served";
}

test("the folder has pages for administrators and for monitors", () => {
  expect(files).toEqual(expect.arrayContaining([...ADMIN_PAGES, "page.tsx", "runs/[number]/page.tsx"]));
});

test.each(files)("the page %s is served to those who may see it, and to nobody else", async (file) => {
  const { default: render } = (await import(path.join(app, file))) as {
    default: (props: object) => Promise<unknown>;
  };
  const role: Role = ADMIN_PAGES.includes(file) ? "admin" : "monitor";
  const params = Promise.resolve({ number: "1", id: "0000.0000.0001" });
  const props = { params, searchParams: Promise.resolve({}) };
  for (const { ask, all } of [rig, notSetUp]) {
    globals[ENGINE] = {
      ask: (type: string, ...rest: [Record<string, never>, Actor]) =>
        type === "engine.info" ? { ok: true, value: ENGINE_INFO } : ask(type as "engine.info", ...rest),
    };
    for (const { who, may, headers } of all) {
      requestHeaders = new Headers([...headers, ["x-ewc-path", "/here"]]);
      const outcome = await render(props).then(
        () => "served",
        (thrown: Error) => thrown.message,
      );
      expect([who, outcome]).toEqual([who, expected(may, role)]);
    }
  }
});
