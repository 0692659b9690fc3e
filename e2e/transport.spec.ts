/** How the console is reached: over TLS, by which names, and what its pages may load and run. */
import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { promisify } from "node:util";
import { fetchAny } from "./support/any-certificate";
import { type RunningConsole, startConsole } from "./support/console";
import { labFile, smallLab } from "./support/labs";
import { takeViolations } from "./support/policy-violations";
import { ADMIN_PASSWORD, ADMIN_USER } from "./support/signed-in";
import { COMMAND_LINE_PAGE, TerminalOnPage } from "./support/terminal";
import { expect, test } from "./support/test";

/** The fingerprint that a new connection sees. */
async function fingerprintAt(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

test.describe("TLS=self-signed on https://127.0.0.2", () => {
  let app: RunningConsole;
  test.beforeAll(async () => {
    app = await startConsole({
      lab: labFile(smallLab()),
      env: { HOST: "127.0.0.2", TLS: "self-signed" },
    });
  });
  test.afterAll(() => app.close());
  const authorityFile = () => join(app.dataDir, "certificates", "authority.pem");

  test("a browser signs in, gets a Secure cookie, and follows the live rows", async ({ browser }) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    await context.clearCookies();
    const page = await context.newPage();
    await page.goto(app.url);
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByLabel("User name").fill(ADMIN_USER);
    await page.getByLabel("Password").fill(ADMIN_PASSWORD);
    await page.keyboard.press("Enter");
    await expect(page.getByText("Live", { exact: true })).toBeAttached();
    const session = (await context.cookies()).find(({ name }) => name.startsWith("ewc-session-"));
    expect(session).toMatchObject({ domain: "127.0.0.2", secure: true, httpOnly: true, sameSite: "Lax" });
    await expect(page.getByText("Not encrypted.")).toHaveCount(0);
    await context.close();
  });

  test("the printed fingerprint is that of the certificate, and loopback is not to be remembered", async () => {
    expect(app.output()).toContain(`Certificate   SHA-256 ${await fingerprintAt(app.url)}`);
    const { headers } = await fetchAny(`${app.url}/sign-in`);
    expect(headers.has("strict-transport-security")).toBe(false);
  });

  test("curl with the authority and an API token gives a command, and without the authority refuses", async () => {
    const made = await fetchAny(`${app.url}/api/commands/tokens.create`, {
      method: "POST",
      headers: { ...app.headers, "content-type": "application/json" },
      body: JSON.stringify({ name: "script", role: "monitor", days: 1 }),
    });
    const { value } = (await made.json()) as { value: { token: string } };
    const command = ["-H", `Authorization: Bearer ${value.token}`, "--json", "{}"];
    const url = `${app.url}/api/commands/lab.behaviors`;
    const curl = (...args: string[]) => promisify(execFile)("curl", ["-sS", ...args, ...command, url]);
    const { stdout } = await curl("--cacert", authorityFile());
    expect(JSON.parse(stdout)).toMatchObject({ ok: true });
    await expect(curl()).rejects.toThrow("SSL certificate problem");
  });

  test("SIGHUP has a new certificate read, while pages stay connected", async ({ browser }) => {
    const before = await fingerprintAt(app.url);
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(app.url);
    await expect(page.getByText("Live", { exact: true })).toBeAttached();
    const streams: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/events")) streams.push(request.url());
    });
    rmSync(join(app.dataDir, "certificates", "console.pem"));
    process.kill(app.pid, "SIGHUP");
    await expect.poll(() => app.output()).toContain("SIGHUP: the certificate was read again.");
    const after = await fingerprintAt(app.url);
    expect(after).not.toBe(before);
    expect(app.output()).toContain(`read again. SHA-256 ${after}`);
    await expect(page.getByText("Live", { exact: true })).toBeAttached();
    expect(streams).toEqual([]);
    await context.close();
  });
});

/** Signs in as a client that says where it comes from. @returns the cookie, and the address of the newest session */
async function signInForwarded({ url }: RunningConsole): Promise<{ cookie: string; from: string }> {
  const headers = { "content-type": "application/json" };
  const opened = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { ...headers, "x-forwarded-for": "10.9.9.9, 192.0.2.7", "x-forwarded-proto": "https" },
    body: JSON.stringify({ name: ADMIN_USER, password: ADMIN_PASSWORD }),
  });
  const cookie = opened.headers.get("set-cookie") ?? "";
  const listed = await fetch(`${url}/api/commands/users.list`, {
    method: "POST",
    headers: { ...headers, cookie: cookie.split(";")[0] ?? "" },
    body: "{}",
  });
  const { value } = (await listed.json()) as { value: { sessions: { from: string; createdAt: number }[] } };
  const [newest] = value.sessions.sort((a, b) => b.createdAt - a.createdAt);
  return { cookie, from: newest?.from ?? "no session" };
}

test.describe("behind a proxy", () => {
  let app: RunningConsole;
  test.beforeAll(async () => {
    app = await startConsole({ lab: labFile(smallLab()), env: { TRUST_PROXY: "1" } });
  });
  test.afterAll(() => app.close());

  test("a session is of the address that the proxy saw, and its cookie is Secure", async () => {
    const { cookie, from } = await signInForwarded(app);
    expect(from).toBe("192.0.2.7");
    expect(cookie).toMatch(/; Secure$/);
  });
});

test.describe("a console without TLS", () => {
  let app: RunningConsole;
  test.beforeAll(async () => {
    app = await startConsole({ lab: labFile(smallLab()), env: { ALLOWED_HOSTS: "lab.example" } });
  });
  test.afterAll(() => app.close());

  /** The status of a request to this host under another name. */
  const statusAs = (host: string, method: string, path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { ...app.headers, host, "content-type": "application/json" };
      const sent = httpRequest(app.url + path, { method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.once("error", reject);
      sent.end(method === "POST" ? "{}" : undefined);
    });

  test("answers pages, routes and commands under a name of ALLOWED_HOSTS, and under no other", async () => {
    const asked = [
      ["GET", "/sign-in"],
      ["GET", "/api/health"],
      ["POST", "/api/commands/lab.behaviors"],
    ] as const;
    const port = new URL(app.url).port;
    for (const [method, path] of asked) {
      expect([path, await statusAs(`foreign.example:${port}`, method, path)]).toEqual([path, 403]);
      expect([path, await statusAs(`192.0.2.7:${port}`, method, path)]).toEqual([path, 403]);
      expect([path, await statusAs(`Lab.example:${port}`, method, path)]).not.toEqual([path, 403]);
    }
  });

  test("believes no forwarded header: a session is of the address of its connection, and its cookie is not Secure", async () => {
    const { cookie, from } = await signInForwarded(app);
    expect(from).toBe("127.0.0.1");
    expect(cookie).not.toContain("Secure");
  });

  test("a page runs no inline script without its nonce, and each page has another nonce", async ({
    page,
  }) => {
    const policyOf = async () =>
      (await page.goto(`${app.url}/lab`))?.headers()["content-security-policy"] ?? "no policy";
    const first = await policyOf();
    expect(first).toMatch(
      /^default-src 'self'; script-src 'self' 'nonce-[\w+/]{24}'; style-src-elem 'self' 'nonce-/,
    );
    expect(first).toContain("frame-ancestors 'none'");
    expect(await policyOf()).not.toBe(first);
    const hasRun = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'run';";
      document.body.append(script);
      return document.title === "run";
    });
    expect(hasRun).toBe(false);
    await expect
      .poll(takeViolations)
      .toContainEqual(expect.stringContaining("script-src-elem forbids inline"));
    takeViolations();
  });

  test("lists, dialogs and the terminal look as ever on a page that a link led to", async ({ page }) => {
    await page.goto(`${app.url}/lab`);
    await expect(page.getByText("Live", { exact: true })).toBeAttached();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Command Line Interface" }).first().click();
    await expect(page).toHaveURL(app.url + COMMAND_LINE_PAGE);
    const terminal = new TerminalOnPage(page);
    await terminal.shows(/EWC#/);
    const styles = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLStyleElement>(".xterm style")].map(
        ({ sheet }) => sheet?.cssRules.length ?? 0,
      ),
    );
    expect(styles.length).toBeGreaterThan(0);
    expect(styles).not.toContain(0);
  });
});

/** What a start that does not come up says, with a data folder of its own. */
function refusedStart(env: (dataDir: string) => Record<string, string>): {
  status: number | null;
  stderr: string;
} {
  const dataDir = mkdtempSync(join(tmpdir(), "ewc-refused-"));
  const ports = { PORT: "0", TFTP_PORT: "0", SFTP_PORT: "0", CATALOG_PORT: "0", CLI_PORT: "0" };
  try {
    return spawnSync(process.execPath, [join("scripts", "start.mjs"), "--prepared"], {
      encoding: "utf8",
      env: { NODE_ENV: "production", PATH: "", ...ports, DATA_DIR: dataDir, ...env(dataDir) },
    });
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

test("beyond loopback without an administrator, the start is refused in one line that says how to create one", () => {
  const { status, stderr } = refusedStart(() => ({ HOST: "0.0.0.0" }));
  expect(stderr).toMatch(
    /^Cannot start: HOST="0\.0\.0\.0" is not a loopback address, and there is no administrator yet\. Set ADMIN_PASSWORD_FILE .*\n$/,
  );
  expect(status).toBe(1);
});

test("a certificate that cannot be used is one line", () => {
  const { status, stderr } = refusedStart((dataDir) => ({
    TLS_CERT: join(dataDir, "cert.pem"),
    TLS_KEY: join(dataDir, "key.pem"),
  }));
  expect(stderr).toMatch(/^Cannot start: TLS_CERT="\S+cert\.pem" cannot be read: ENOENT: .*\n$/);
  expect(status).toBe(1);
});
