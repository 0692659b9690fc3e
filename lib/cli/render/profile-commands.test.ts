import { expect, test } from "vitest";
import { profileCommands } from "./profile-commands";

test("the commands of a TFTP profile are those of the running configuration, then the start of the download", () => {
  expect(
    profileCommands({
      mode: "tftp",
      imageServer: "192.0.2.10",
      imagePath: "EWC_17_12_1",
      servicePort: 6969,
      parallelMode: true,
    }),
  ).toEqual([
    "configure terminal",
    "wireless profile image-download default",
    " image-download-mode tftp",
    "  tftp-image-server 192.0.2.10",
    "  tftp-image-path /EWC_17_12_1",
    "  service-port 6969",
    "  parallel-mode",
    "end",
    "install add profile default",
  ]);
});

test("the password of an SFTP profile is a placeholder", () => {
  const lines = profileCommands({
    mode: "sftp",
    imageServer: "192.0.2.10",
    imagePath: "EWC",
    servicePort: null,
    parallelMode: false,
    userName: "ewc",
    password: "secret",
  });
  expect(lines).toContain("  sftp-username ewc");
  expect(lines).toContain("  sftp-password 0 <password>");
  expect(lines.join()).not.toContain("secret");
});
