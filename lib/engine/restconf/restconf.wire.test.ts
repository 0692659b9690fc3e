/** RESTCONF of a whole engine over HTTP: a client finds its way, changes the configuration, and upgrades the fleet. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditQuerySchema } from "@/lib/contracts/audit";
import { cliClient } from "@/lib/testing/cli-client";
import { CLI_PASSWORD } from "@/lib/testing/cli-password";
import { type EngineFixture, engineFixture, operator } from "@/lib/testing/engine-fixture";
import { numberedLab, OLD_VERSION } from "@/lib/testing/numbered-lab";
import { type RestconfServer, restconfServer } from "@/lib/testing/restconf-server";

const AP = "Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data";
const CFG = "Cisco-IOS-XE-wireless-image-download-cfg";
const PROFILES = `${CFG}:image-download-cfg-data/image-download-profiless`;
const PROFILE = `${PROFILES}/image-download-profiles=default`;
const NATIVE = "Cisco-IOS-XE-native";
const GENERAL = "Cisco-IOS-XE-wireless-general-cfg";
const MONITOR_PASSWORD = "a monitor's password";

let fixture: EngineFixture;
let server: RestconfServer;

beforeAll(async () => {
  fixture = await engineFixture(
    {
      ...numberedLab(["C9120AXI-E", "C9105AXI-E"], "9120-EWC"),
      mixes: [{ count: 10, models: { "C9120AXI-E": 1 }, running: OLD_VERSION }],
    },
    ["17.12.1"],
  );
  await fixture.until("controller", "controller", (c) => c.joinedCount === c.apCount);
  server = await restconfServer(() => fixture.engine);
  await fixture.order("users.add", {
    name: "mo",
    role: "monitor",
    password: MONITOR_PASSWORD,
    actor: { ...operator, isConfirmed: true },
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await fixture.end();
});

type Sent = { method?: string; body?: unknown; headers?: Record<string, string>; as?: "mo" | "nobody" };

async function send(path: string, { method = "GET", body, headers = {}, as }: Sent = {}) {
  const login = as === "mo" ? `mo:${MONITOR_PASSWORD}` : `admin:${CLI_PASSWORD}`;
  const response = await fetch(`${server.origin}${path}`, {
    method,
    headers: {
      ...(as !== "nobody" && { authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
      ...(body !== undefined && { "content-type": "application/yang-data+json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : null;
  const errors = json?.["ietf-restconf:errors"] as { error: Record<string, string>[] } | undefined;
  return { status: response.status, headers: response.headers, text, json, error: errors?.error[0] };
}
const data = (path: string, sent?: Sent) => send(`/restconf/data/${path}`, sent);
const operate = (name: string, input: object, sent: Sent = {}) => {
  const module = name.startsWith("install") || ["activate", "rollback", "remove", "abort"].includes(name);
  const of = module ? "Cisco-IOS-XE-install-rpc" : "Cisco-IOS-XE-wireless-access-point-cmd-rpc";
  return send(`/restconf/operations/${of}:${name}`, {
    method: "POST",
    body: { [`${of}:input`]: input },
    ...sent,
  });
};
/** Types these lines on the command line, in configuration mode. */
const configure = async (...lines: string[]) => {
  const client = await cliClient(fixture.cliPort, CLI_PASSWORD);
  const { text } = await client.exec(["configure terminal", ...lines].join("\n"));
  client.destroy();
  return text;
};
/** What the audit log has of this action; null: of all. */
const audited = async (action: string | null) =>
  (await fixture.order("audit.list", auditQuerySchema.parse({ action, limit: 500 }))).entries;
const syslog = async () => {
  const query = { source: "syslog", apId: null, text: "", before: null, limit: 500 } as const;
  const { lines } = await fixture.order("logs.read", query);
  return lines.map(({ text }) => text);
};

describe("while RESTCONF is off", () => {
  it("answers 404 to everybody, as a controller without it", async () => {
    for (const path of ["/restconf", `/restconf/data/${AP}`, "/.well-known/host-meta"])
      expect((await send(path, { as: "nobody" })).status).toBe(404);
  });

  it("answers after `restconf` was typed in configuration mode, which the running configuration shows", async () => {
    const text = await configure("restconf", "end", "show running-config");
    expect(text.split("\n")).toContain("restconf");
    expect((await send("/restconf")).status).toBe(200);
  });
});

describe("discovery", () => {
  it("leads from the host to the modules", async () => {
    const meta = await send("/.well-known/host-meta", { as: "nobody" });
    expect(meta.text).toContain('<Link rel="restconf" href="/restconf"/>');
    const root = await send("/restconf");
    expect(root.json).toEqual({
      "ietf-restconf:restconf": { data: {}, operations: {}, "yang-library-version": "2016-06-21" },
    });
    const version = await send("/restconf/yang-library-version");
    expect(version.json).toEqual({ "ietf-restconf:yang-library-version": "2016-06-21" });
    const state = await data("ietf-restconf-monitoring:restconf-state/capabilities");
    expect(state.text).toContain("urn:ietf:params:restconf:capability:fields:1.0");
    const modules = await data("ietf-yang-library:modules-state?fields=module/name");
    expect(modules.text).toContain("Cisco-IOS-XE-install-rpc");
    expect((await send("/restconf/operations")).text).toContain("Cisco-IOS-XE-install-rpc:activate");
  });
});

describe("signing in", () => {
  it("asks for a password, and takes neither a wrong one nor a cookie", async () => {
    const without = await send("/restconf", { as: "nobody" });
    expect(without.status).toBe(401);
    expect(without.headers.get("www-authenticate")).toContain("Basic");
    const wrong = Buffer.from("admin:wrong").toString("base64");
    expect(
      (await send("/restconf", { as: "nobody", headers: { authorization: `Basic ${wrong}` } })).status,
    ).toBe(401);
    const opened = await fixture.order("identity.sign-in", {
      name: "admin",
      password: CLI_PASSWORD,
      from: "127.0.0.1",
      browser: "",
    });
    const cookie = `ewc-session-${server.port}=${opened.secret}`;
    expect((await send("/restconf", { as: "nobody", headers: { cookie } })).status).toBe(401);
  });

  it("takes API tokens, with their role", async () => {
    const order = { name: "script", role: "monitor" as const, days: 1 };
    const actor = { name: "admin", role: "admin" as const, from: "127.0.0.1", isConfirmed: true };
    const { token } = await fixture.order("tokens.create", { ...order, actor });
    const headers = { authorization: `Bearer ${token}` };
    expect((await send("/restconf", { as: "nobody", headers })).status).toBe(200);
    const refused = await data(PROFILE, { as: "nobody", headers, method: "DELETE" });
    expect(refused.status).toBe(403);
  });

  it("writes one line per minute and user into the controller's log", async () => {
    const lines = (await syslog()).filter((line) => line.includes("%DMI-5-AUTH_PASSED"));
    expect(lines.filter((line) => line.includes("'admin'"))).toHaveLength(1);
    expect(lines[0]).toContain("authorized for rest over http. External groups: PRIV15");
  });

  it("forgets a verified password at once when it changes, and when the user is disabled", async () => {
    const add = { role: "monitor" as const, password: "the first password" };
    const actor = { ...operator, isConfirmed: true };
    await fixture.order("users.add", { name: "kim", ...add, actor });
    const as = (password: string) => ({
      as: "nobody" as const,
      headers: { authorization: `Basic ${Buffer.from(`kim:${password}`).toString("base64")}` },
    });
    expect((await send("/restconf", as("the first password"))).status).toBe(200);
    const { password } = await fixture.order("users.reset-password", { name: "kim", actor });
    expect((await send("/restconf", as("the first password"))).status).toBe(401);
    expect((await send("/restconf", as(password))).status).toBe(200);
    await fixture.order("users.set-disabled", { name: "kim", isDisabled: true, actor });
    expect((await send("/restconf", as(password))).status).toBe(401);
  });
});

describe("the configuration", () => {
  const label = `${CFG}:image-download-profiles`;

  it("is created, read, changed and removed, at once on page and command line", async () => {
    expect((await data(`${PROFILES}/image-download-profiles`)).status).toBe(204);
    const leaves = {
      "image-download-profile-name": "default",
      description: "for the lab",
      "sftp-image-server": "127.0.0.1",
      "sftp-image-path": "/EWC_17_12_1",
      "sftp-username": "ewc",
      "sftp-password": "a clear password",
    };
    const created = await data(PROFILES, { method: "POST", body: { [label]: [leaves] } });
    expect(created.status).toBe(201);
    expect(created.headers.get("location")).toBe(`/restconf/data/${PROFILE}`);
    expect((await data(PROFILES, { method: "POST", body: { [label]: leaves } })).error).toMatchObject({
      "error-tag": "data-exists",
    });
    const { profile } = await fixture.until("controller", "controller", (c) => c.profile !== null);
    expect(profile).toMatchObject({ mode: "sftp", userName: "ewc", passwordStored: true });
    const running = await configure("end", "show running-config");
    expect(running).toContain(" description for the lab");
    const read = await data(PROFILE);
    expect(read.json?.[label]).toMatchObject({
      "sftp-image-path": "/EWC_17_12_1",
      "sftp-port": 22,
      "sftp-password-type": "aes",
    });
    // What was read can be written again, as tools do.
    const again = await data(PROFILE, { method: "PUT", body: { [label]: read.json?.[label] } });
    expect([again.status, (await data(PROFILE)).json]).toEqual([204, read.json]);
  });

  it("never shows the password in the clear: in answers, logs, and the audit log", async () => {
    const answers = await Promise.all([data(PROFILE), data(PROFILE, { as: "mo" }), send("/restconf/data")]);
    const entries = await audited(null);
    const everything = [
      ...answers.map(({ text }) => text),
      ...(await syslog()),
      JSON.stringify(entries),
    ].join();
    expect(everything).not.toContain("a clear password");
    expect(answers[1]?.text).not.toContain("sftp-password");
  });

  it("loses the leaves of another case, and keeps what an If-Match protects", async () => {
    const { headers } = await data(PROFILE);
    const etag = headers.get("etag") ?? "";
    expect(headers.get("last-modified")).not.toBeNull();
    const body = { [label]: { "tftp-image-server": "127.0.0.1", "tftp-image-path": "/EWC_17_12_1" } };
    expect((await data(PROFILE, { method: "PATCH", body, headers: { "if-match": etag } })).status).toBe(204);
    const read = await data(PROFILE);
    expect(Object.keys(read.json?.[label] as object)).toEqual([
      "image-download-profile-name",
      "description",
      "tftp-image-server",
      "tftp-image-path",
    ]);
    const stale = await data(PROFILE, { method: "DELETE", headers: { "if-match": etag } });
    expect([stale.status, stale.error?.["error-tag"]]).toEqual([412, "operation-failed"]);
    const now = read.headers.get("etag") ?? "";
    expect((await data(PROFILE, { headers: { "if-none-match": now } })).status).toBe(304);
  });

  it("changes host name and Parallel Mode, and writes the lines of a program into the log", async () => {
    const name = { [`${NATIVE}:hostname`]: "ewc-lab" };
    expect((await data(`${NATIVE}:native/hostname`, { method: "PUT", body: name })).status).toBe(204);
    const mode = { [`${GENERAL}:mewlc-config`]: { "p-img-dwnld": true } };
    const path = `${GENERAL}:general-cfg-data/mewlc-config`;
    expect((await data(path, { method: "PATCH", body: mode })).status).toBe(204);
    expect((await data(path)).json).toEqual({
      [`${GENERAL}:mewlc-config`]: { "mewlc-platform": true, "p-img-dwnld": true },
    });
    const row = fixture.engine.bus.row("controller", "controller");
    expect(row).toMatchObject({ name: "ewc-lab", profile: { mode: "tftp", parallelMode: true } });
    const lines = await syslog();
    expect(lines.filter((line) => /%SYS-5-CONFIG_P: .* as admin on vty/.test(line)).length).toBeGreaterThan(
      3,
    );
    expect(lines.some((line) => line.includes("%SYS-5-CONFIG_I"))).toBe(false);
  });

  it("refuses a monitor, wrong types and methods, and says which are allowed", async () => {
    const denied = await data(PROFILE, { as: "mo", method: "DELETE" });
    expect([denied.status, denied.error?.["error-tag"]]).toEqual([403, "access-denied"]);
    expect((await operate("install", { uuid: "m", name: "default" }, { as: "mo" })).status).toBe(403);
    expect((await data(PROFILE, { headers: { accept: "application/yang-data+xml" } })).status).toBe(406);
    const xml = { method: "PATCH", body: "<a/>", headers: { "content-type": "application/yang-data+xml" } };
    expect((await data(PROFILE, xml)).status).toBe(415);
    const state = await data(`${AP}/capwap-data`, { method: "DELETE" });
    expect([state.status, state.headers.get("allow")]).toEqual([405, "OPTIONS, GET, HEAD"]);
    const options = await data(PROFILE, { method: "OPTIONS" });
    expect(options.headers.get("accept-patch")).toBe("application/yang-data+json");
    const head = await data(PROFILE, { method: "HEAD" });
    expect([head.status, head.text, head.headers.get("content-type")]).toEqual([
      200,
      "",
      "application/yang-data+json",
    ]);
    expect((await data(PROFILE, { method: "PATCH", body: "{" })).error).toMatchObject({
      "error-tag": "malformed-message",
    });
  });

  it("is in the audit log: each change and each refusal, with who and what", async () => {
    const entries = await audited("RESTCONF request");
    const shown = entries.map(({ actor, detail, outcome }) => ({ user: actor.name, detail, outcome }));
    expect(shown.some(({ user, outcome }) => user === "mo" && outcome.includes("access denied"))).toBe(true);
    const named = entries.find(({ detail }) => detail.includes("native/hostname"));
    expect(named?.changes).toEqual([
      { field: "name", before: "9120-EWC", after: "ewc-lab", isSecret: false },
    ]);
  });
});

describe("an upgrade", () => {
  it("is run whole: install, wait for every access point, activate, 503, versions, commit", async () => {
    expect((await operate("install", { uuid: "u-1", name: "default" })).status).toBe(204);
    const twice = await operate("install", { uuid: "u-1", name: "default" });
    expect(twice.error).toMatchObject({ "error-tag": "malformed-message" });
    const busy = await operate("install", { uuid: "u-2", name: "default" });
    expect([busy.status, busy.error?.["error-tag"]]).toEqual([400, "malformed-message"]);
    await fixture.until("upgrade", "upgrade", (upgrade) => upgrade.canActivate);
    const status = await data(`${AP}/predownload-data?fields=pred-status`);
    const entries = status.json?.["Cisco-IOS-XE-wireless-access-point-oper:predownload-data"] as object[];
    expect(entries).toHaveLength(12);
    expect(new Set(entries.map((entry) => Object.values(entry)[0]))).toEqual(new Set(["pre-dwnld-complete"]));
    const rec = await data(`${AP}/ewlc-mewlc-predownload-rec/pred-state`);
    expect(Object.values(rec.json ?? {})).toEqual(["ewc-ctrl-predwnld-complete"]);
    const activated = await operate("activate", { uuid: "u-3", name: "default", "auto-abort-timer-val": 60 });
    expect(activated.status).toBe(204);
    const down = await send("/restconf");
    expect([down.status, down.headers.get("retry-after")]).toEqual([503, "10"]);
    await fixture.until("controller", "controller", (c) => c.state === "up" && c.version === "17.12.1.5");
    await fixture.settled(() => fixture.engine.bus.rows("aps").every((ap) => ap.joined));
    let answer = await data(`${AP}/capwap-data`);
    // A minute of the controller's clock is a second here.
    while (answer.status === 503) answer = await data(`${AP}/capwap-data`);
    const aps = answer.json?.["Cisco-IOS-XE-wireless-access-point-oper:capwap-data"] as {
      "device-detail": { "wtp-version": { "sw-version": string } };
    }[];
    expect(new Set(aps.map((ap) => ap["device-detail"]["wtp-version"]["sw-version"]))).toEqual(
      new Set(["17.12.1.5"]),
    );
    const installed = "Cisco-IOS-XE-install-oper:install-oper-data";
    expect((await data(`${installed}/install-location-information`)).text).toContain(
      "provisioned-uncommitted",
    );
    expect((await operate("install-commit", { uuid: "u-4" })).status).toBe(204);
    const history = await data(`${installed}/install-oper-hist`);
    const operations = history.json?.["Cisco-IOS-XE-install-oper:install-oper-hist"] as Record<
      string,
      string
    >[];
    expect(operations.map((o) => [o["op-uuid"], o["op-status"]])).toEqual([
      ["u-1", "install-op-succ"],
      ["u-3", "install-op-succ"],
      ["u-4", "install-op-succ"],
    ]);
  }, 60_000);

  it("is still in the history after a restart, and commands to single access points work", async () => {
    await fixture.restart();
    let history = await data("Cisco-IOS-XE-install-oper:install-oper-data/install-oper-hist");
    while (history.status === 503)
      history = await data("Cisco-IOS-XE-install-oper:install-oper-data/install-oper-hist");
    expect(history.text).toContain('"u-1"');
    await fixture.settled(() => fixture.engine.bus.rows("aps").every((ap) => ap.joined));
    expect((await operate("swap-ap-image", { "ap-name": "ap-2" })).status).toBe(204);
    const swapped = await data(`${AP}/mewlc-ap-data=00%3A00%3A00%3A00%3A00%3A20/primary-image-version`);
    expect(Object.values(swapped.json ?? {})).toEqual(["17.9.4.27"]);
    expect((await operate("ap-reset", { "mac-addr": "00:00:00:00:00:20" })).status).toBe(204);
    expect(fixture.engine.bus.row("aps", "0000.0000.0020")?.joined).toBe(false);
  }, 60_000);

  it("goes back when it is off again", async () => {
    await configure("no restconf");
    expect((await send("/restconf", { as: "nobody" })).status).toBe(404);
  });
});
