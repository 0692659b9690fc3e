/** rsyslog, an independent collector, understands our messages field by field. */
import dgram from "node:dgram";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "@/lib/kit/clock";
import { freeUdpPort, installed, startProgram, titleWith } from "@/lib/testing/installed-programs";
import { until } from "@/lib/testing/tftp-lab";
import { encodeSyslog } from "@/lib/wire/syslog/message";
import { SyslogSender } from "./syslog-sender";

const rsyslogd = installed("rsyslogd");

/** The folder with rsyslog's modules: beside the program, wherever its package was unpacked. */
function modulesOf(program: string): string {
  const lib = path.resolve(program, "../../lib");
  const folders = [lib, ...readdirSync(lib).map((name) => path.join(lib, name))];
  const found = folders
    .map((folder) => path.join(folder, "rsyslog"))
    .find((f) => existsSync(path.join(f, "imtcp.so")));
  if (found === undefined) throw new Error(`rsyslog's modules are not below ${lib}`);
  return found;
}

/** Makes rsyslog write the fields that it parsed from each message to a file, one JSON object per line. */
const config = (folder: string, udpPort: number) => `
global(workDirectory="${folder}")
module(load="imudp") module(load="imtcp")
input(type="imudp" address="127.0.0.1" port="${udpPort}")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${folder}/tcp-port")
template(name="understood" type="list") {
  constant(value="{\\"priority\\":\\"") property(name="pri")
  constant(value="\\",\\"at\\":\\"") property(name="timereported" dateFormat="rfc3339")
  constant(value="\\",\\"host\\":\\"") property(name="hostname" format="json")
  constant(value="\\",\\"app\\":\\"") property(name="app-name" format="json")
  constant(value="\\",\\"process\\":\\"") property(name="procid" format="json")
  constant(value="\\",\\"id\\":\\"") property(name="msgid" format="json")
  constant(value="\\",\\"data\\":\\"") property(name="structured-data" format="json")
  constant(value="\\",\\"text\\":\\"") property(name="msg" format="json")
  constant(value="\\"}\\n")
}
action(type="omfile" file="${folder}/messages" template="understood" asyncWriting="off" ioBufferSize="4k" flushOnTXEnd="on")
`;

const message = (transport: string, i: number) =>
  encodeSyslog({
    facility: 23,
    severity: 3,
    at: Date.UTC(2024, 1, 1, 17, 5, 37, 108),
    hostname: "9120-EWC",
    appName: "INSTALL",
    procId: "install_engine",
    msgId: "OPERATION_ERROR_MESSAGE",
    structured: [
      { id: "ewc@32473", parameters: { ap: 'quote " back \\ bracket ] end', n: `${transport} ${i}` } },
    ],
    text: `%INSTALL-3-OPERATION_ERROR_MESSAGE: ${i} <13>1 no new message\n14 nor frame, \u20ac`,
  });

describe.skipIf(!rsyslogd)(titleWith("rsyslogd", "rsyslog"), () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ewc-rsyslog-"));
  let program: ReturnType<typeof startProgram>;
  const ports = { udp: 0, tcp: 0 };
  beforeAll(async () => {
    ports.udp = await freeUdpPort();
    writeFileSync(`${folder}/rsyslog.conf`, config(folder, ports.udp));
    const args = ["-n", "-C", "-f", `${folder}/rsyslog.conf`, "-i", `${folder}/pid`];
    program = startProgram(rsyslogd ?? "", [...args, "-M", modulesOf(rsyslogd ?? "")]);
    await until(() => existsSync(`${folder}/tcp-port`) && readFileSync(`${folder}/tcp-port`).length > 0);
    ports.tcp = Number(readFileSync(`${folder}/tcp-port`, "utf8"));
    while (!(await isTaken(ports.udp)));
  });
  afterAll(async () => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(["udp", "tcp"] as const)(
    "[%s] receives every message once, in order, and parses every field",
    async (transport) => {
      const collector = { address: "127.0.0.1", port: ports[transport], transport };
      const sender = new SyslogSender({ collector, wall: wallClock, onStatus: () => undefined });
      for (let i = 0; i < 20; i++) sender.send(message(transport, i));
      const understood = () =>
        !existsSync(`${folder}/messages`)
          ? []
          : readFileSync(`${folder}/messages`, "utf8")
              .split("\n")
              .slice(0, -1)
              .map((line) => JSON.parse(line))
              .filter(({ data }) => data.includes(`n="${transport} `));
      await until(() => understood().length >= 20);
      expect(await sender.close(60_000)).toEqual([]);
      const lines = understood();
      expect(lines.map((line) => line.data)).toEqual(
        lines.map((_, i) => `[ewc@32473 ap="quote \\" back \\\\ bracket \\] end" n="${transport} ${i}"]`),
      );
      expect(lines).toHaveLength(20);
      expect(lines[7]).toMatchObject({
        priority: "187",
        at: "2024-02-01T17:05:37.108Z",
        host: "9120-EWC",
        app: "INSTALL",
        process: "install_engine",
        id: "OPERATION_ERROR_MESSAGE",
      });
      // rsyslog keeps the byte order mark.
      expect(lines[7].text.replace("\ufeff", "")).toBe(
        "%INSTALL-3-OPERATION_ERROR_MESSAGE: 7 <13>1 no new message\\x0a14 nor frame, \u20ac",
      );
    },
  );
});

const isTaken = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = dgram.createSocket("udp4");
    socket.once("error", () => resolve(true));
    socket.bind(port, "127.0.0.1", () => socket.close(() => resolve(false)));
  });
