import { expect, test } from "vitest";
import { assignSockets, type InheritedSocket } from "./assign-sockets";

const socket = (transport: "UDP" | "TCP", port: number, address = "127.0.0.1"): InheritedSocket => ({
  fd: port,
  transport,
  family: address.includes(":") ? 6 : 4,
  address,
  port,
});
const assign = (...given: [name: string, socket: InheritedSocket | null][]) =>
  assignSockets(given.map(([name, each], i) => ({ fd: 3 + i, name, socket: each })));

test("names say which server gets a TCP socket, and every UDP socket is for TFTP", () => {
  const [udp, unnamed] = [socket("UDP", 69), socket("UDP", 70)];
  const [sftp, cli] = [socket("TCP", 22), socket("TCP", 23)];
  expect(assign(["tftp", udp], ["cli", cli], ["", unnamed], ["sftp", sftp])).toEqual({
    tftp: [udp, unnamed],
    sftp,
    cli,
    notes: [],
  });
});

test("TFTP sockets on all addresses come first, because they answer for the others", () => {
  const [one, all] = [socket("UDP", 69), socket("UDP", 69, "::")];
  expect(assign(["tftp", one], ["tftp", all]).tftp).toEqual([all, one]);
});

test("a socket that no server has a use for is named, with what to change", () => {
  const given = assign(
    ["console.socket", socket("TCP", 80)],
    ["sftp", socket("UDP", 22)],
    ["tftp", socket("TCP", 69)],
    ["sftp", socket("TCP", 22)],
    ["sftp", socket("TCP", 2222, "::1")],
    ["", null],
  );
  expect(given).toMatchObject({ tftp: [], sftp: { port: 22 }, cli: null });
  expect(given.notes).toEqual([
    "Socket 3 from systemd (console.socket), TCP 127.0.0.1:80, is not used: no server has this name. Set FileDescriptorName= in its socket unit to tftp, sftp or cli.",
    "Socket 4 from systemd (sftp), UDP 127.0.0.1:22, is not used: sftp needs TCP.",
    "Socket 5 from systemd (tftp), TCP 127.0.0.1:69, is not used: tftp needs UDP (ListenDatagram=).",
    "Socket 7 from systemd (sftp), TCP [::1]:2222, is not used: sftp takes one socket.",
    "Socket 8 from systemd is not used: it is neither a UDP socket nor a listening TCP socket.",
  ]);
});
