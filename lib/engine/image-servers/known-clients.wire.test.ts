/** Real clients whose address is that of an access point of the lab, also of one from a pasted listing of a real network. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyLab } from "@/lib/fleet/population";
import { fetchTftp } from "@/lib/servers/tftp/tftp-client";
import { type EngineFixture, engineFixture } from "@/lib/testing/engine-fixture";

const SET = "EWC_17_12_1";
/** On loopback, so that a client here can have it; 127.0.0.34 belongs to nobody. */
const LISTING = "name,model,ip\nAP-Lobby,C9130AXI-E,127.0.0.33\n";

let fixture: EngineFixture;
beforeEach(async () => {
  fixture = await engineFixture(emptyLab(), ["17.12.1"]);
  const listing = { text: LISTING, defaultModel: "C9120AXI-E", into: "add" as const, host: null };
  expect(await fixture.order("lab.import", listing)).toMatchObject({ added: 1 });
});
afterEach(() => fixture?.end());

const fetchFrom = (localAddress: string, path: string) =>
  fetchTftp({
    server: "127.0.0.1",
    port: fixture.tftpPort,
    path,
    localAddress,
    blockSize: 1428,
    windowSize: 1,
    timeoutMs: 1000,
    retries: 10,
    sink: () => undefined,
  });
const logAbout = async (text: string) =>
  (await fixture.order("logs.read", { source: "tftp", apId: null, text, before: null, limit: 50 })).lines;

test("a transfer of an address from an imported listing has the access point's name, model and family", async () => {
  for (const address of ["127.0.0.33", "127.0.0.34"])
    expect(await fetchFrom(address, `${SET}/ap1g6a`)).toMatchObject({ ok: true, localAddress: address });
  const ended = () => fixture.engine.bus.rows("transfers").filter(({ outcome }) => outcome === "complete");
  await fixture.settled(() => ended().length === 2);
  const clientAt = (address: string) => ended().find(({ client }) => client.address === address)?.client;
  expect(clientAt("127.0.0.33")).toMatchObject({
    apId: expect.any(String),
    name: "AP-Lobby",
    model: "C9130AXI-E",
    family: "ap1g6a",
  });
  expect(clientAt("127.0.0.34")).toMatchObject({ apId: null, name: null, model: null, family: null });
  const { rows } = await fixture.order("transfers.history", {
    text: "AP-Lobby",
    outcome: "any",
    protocol: "tftp",
    before: null,
    limit: 10,
  });
  expect(rows).toMatchObject([{ client: { model: "C9130AXI-E", family: "ap1g6a" } }]);
});

test("a name that does not exist is answered with the closest one, in the note of the log line and in the server's row", async () => {
  expect(await fetchFrom("127.0.0.33", `${SET}/ap1g6x`)).toMatchObject({
    ok: false,
    fault: { code: "file-not-found" },
  });
  const row = await fixture.until(
    "servers",
    "tftp",
    (server) => "missing" in server && server.missing.length > 0,
  );
  const [missing] = "missing" in row ? row.missing : [];
  expect(missing?.name).toBe(`${SET}/ap1g6x`);
  expect(missing?.closest).toMatch(new RegExp(`^${SET}/ap1g6.?$`));
  const [line] = await logAbout("sending NAK");
  expect(line?.text).toMatch(new RegExp(`\\[did you mean ${SET}/ap1g6.?\\?\\]$`));
  expect(line?.apId).toEqual(expect.any(String));
});
