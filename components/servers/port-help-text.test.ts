import { expect, test } from "vitest";
import { type PortFacts, portHelp } from "./port-help-text";

const linux = { platform: "linux", nodePath: "/usr/bin/node" };
const tftp: PortFacts = { id: "tftp", address: "0.0.0.0", port: 6969, host: linux };

test("on port 69 of all addresses real devices find the TFTP server, and nothing needs to be done", () => {
  expect(portHelp({ ...tftp, port: 69 })).toEqual({
    tone: "ok",
    summary: "Access points and controllers find this server: they use UDP port 69.",
    ways: [],
  });
});

test("on port 69 of loopback only this machine finds it", () => {
  expect(portHelp({ ...tftp, address: "127.0.0.1", port: 69 })).toMatchObject({
    tone: "warn",
    summary: expect.stringContaining("only this machine can reach 127.0.0.1"),
  });
});

test("on another port the commands of this system name the port and this program's Node.js", () => {
  const { summary, ways } = portHelp(tftp);
  expect(summary).toBe(
    "Access points and controllers use UDP port 69, and do not find a server on port 6969.",
  );
  expect(ways[0]?.commands).toContain("udp dport 69 redirect to :6969");
  expect(ways[1]?.commands).toBe("sudo setcap cap_net_bind_service=+ep /usr/bin/node");
  expect(ways[2]?.commands).toBe(
    [
      "[Socket]",
      "ListenDatagram=0.0.0.0:69",
      "FileDescriptorName=tftp",
      "Service=image-servers.service",
      "",
      "[Install]",
      "WantedBy=sockets.target",
    ].join("\n"),
  );
  expect(ways[3]?.commands).toContain("AmbientCapabilities=CAP_NET_BIND_SERVICE");
});

test("for SFTP it says that a real controller accepts only port 22, and that the system's SSH server may have it", () => {
  const { summary, ways } = portHelp({ id: "sftp", address: "0.0.0.0", port: 2222, host: linux });
  expect(summary).toContain("A real controller's Port Number accepts only 22.");
  expect(ways[0]?.commands).toContain("tcp dport 22 redirect to :2222");
  expect(ways[1]?.note).toContain("The system's own SSH server usually has port 22");
  expect(ways[2]?.commands).toContain("ListenStream=0.0.0.0:22\nFileDescriptorName=sftp\n");
});

test.each([
  ["darwin", null],
  [
    "win32",
    'New-NetFirewallRule -DisplayName "Image servers" -Direction Inbound -Program "C:\\node.exe" -Action Allow',
  ],
])("%s has one way, without a privilege", (platform, commands) => {
  const { ways } = portHelp({ ...tftp, host: { platform, nodePath: "C:\\node.exe" } });
  expect(ways).toHaveLength(1);
  expect(ways[0]?.commands).toBe(commands);
});
