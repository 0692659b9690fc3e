import { expect, test } from "vitest";
import { type DownloadMode, downloadModes } from "@/lib/contracts/modes/download-mode";
import { modeContracts } from "@/lib/contracts/modes/mode-contracts";
import { ownPortAt, placeOf, type ServerPlace } from "@/lib/contracts/own-servers";
import { effectivePort } from "@/lib/contracts/profile";
import { ProfileServers } from "./profile-servers";

/** Modes that fetch from a server of ours, where that is the one at the address. */
const serverModes = downloadModes.filter((mode) => modeContracts[mode].server !== null);
const otherModes = downloadModes.filter((mode) => modeContracts[mode].server === null);

const users = {
  hostKeys: [],
  homeOf: () => "EWC",
  passwordOf: () => null,
  usersWithGeneratedPassword: () => [],
};
const serversAt = (place: ServerPlace | null) =>
  new ProfileServers({ ownServer: () => place, ownSftp: () => place && { ...place, ...users } });
const at = (mode: DownloadMode, imageServer: string, servicePort: number | null = null) => ({
  mode,
  imageServer,
  servicePort,
});

test.each(["127.0.0.1", "127.0.0.2", "192.168.1.10", "::1", "10.0.0.5"])(
  "the engine and the page agree on the port at %s, whatever our server listens on and whether it runs",
  (imageServer) => {
    for (const address of ["127.0.0.1", "192.168.1.10", "0.0.0.0", "::"])
      for (const state of ["listening", "failed", "stopped"] as const)
        for (const isPortClosed of [false, true]) {
          const enabled = state !== "stopped";
          const place = placeOf({
            state,
            enabled,
            isPortClosed,
            address,
            port: 6969,
            hostAddresses: ["192.168.1.10"],
          });
          const servers = serversAt(place);
          for (const mode of serverModes) {
            const profile = at(mode, imageServer);
            const onPage = effectivePort(profile, ownPortAt(place, imageServer));
            expect(servers.port(profile)).toBe(onPage);
            expect(servers.isOurs(profile)).toBe(onPage === 6969);
          }
        }
  },
);

test.each(serverModes)(
  "in %s mode the port that the operator enters counts, and only ours is our server",
  (mode) => {
    const servers = serversAt({ address: "127.0.0.1", port: 6969 });
    expect(servers.port(at(mode, "127.0.0.1", 1234))).toBe(1234);
    expect(servers.isOurs(at(mode, "127.0.0.1", 1234))).toBe(false);
    expect(servers.isOurs(at(mode, "127.0.0.1", 6969))).toBe(true);
    expect(servers.port(at(mode, "10.0.0.5"))).toBe(modeContracts[mode].server?.standardPort ?? 0);
  },
);

test.each(otherModes)("in %s mode there is no port, and none of our servers is meant", (mode) => {
  const servers = serversAt({ address: "127.0.0.1", port: 6969 });
  expect(servers.port(at(mode, ""))).toBe(0);
  expect(servers.isOurs(at(mode, ""))).toBe(false);
  expect(servers.visibleRoot({ ...at(mode, ""), userName: null })).toBeNull();
});

test("our repository knows the paths of our own servers only", () => {
  const profile = { ...at("tftp", "10.0.0.5"), mode: "tftp" as const, imagePath: "EWC", parallelMode: false };
  const servers = serversAt({ address: "127.0.0.1", port: 6969 });
  expect(servers.repositoryPath(profile, "EWC/ap1g8")).toBeNull();
  expect(servers.repositoryPath({ ...profile, imageServer: "127.0.0.1" }, "EWC/ap1g8")).toBe("EWC/ap1g8");
  const login = { ...profile, mode: "sftp" as const, userName: "ewc", passwordStored: true };
  expect(servers.repositoryPath({ ...login, imageServer: "127.0.0.1" }, "ap1g8")).toBe("EWC/ap1g8");
});
