// @vitest-environment happy-dom
/** Hostile names in every medium, and at every door through which a name comes in. */
import { cleanup, render } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { auditDetail } from "@/lib/contracts/audit-view";
import { commands } from "@/lib/contracts/commands";
import { userNameSchema } from "@/lib/contracts/identity";
import { imageSetNameSchema } from "@/lib/contracts/images";
import { apNameSchema, hostNameSchema } from "@/lib/contracts/lab";
import { sftpUserNameSchema } from "@/lib/contracts/sftp-users";
import { uploadMetadataSchema } from "@/lib/contracts/uploads";
import { programLog } from "@/lib/engine/program-log";
import { whyUnsafeName } from "@/lib/images/import-guards";
import { csvLine } from "@/lib/kit/csv";
import { canBeShown, printable } from "@/lib/kit/text";
import { apRow } from "@/lib/testing/ap-row";
import { CliFixture } from "@/lib/testing/cli-fixture";
import { cliExec, cliPeer } from "@/lib/testing/cli-terminal";
import { hostileNames, runnableNames } from "@/lib/testing/hostile-names";
import { encodeSyslog } from "@/lib/wire/syslog/message";
import { FileName } from "./file-name";

afterEach(cleanup);

/** What no medium may let through: controls but for the ends of lines, invisible characters, halves of characters. */
const UNSAFE = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\r\n])\p{Cc}/u;

describe.each(hostileNames)("a name that attacks $attacks", ({ name }) => {
  test("is shown on a page as text of one line", () => {
    const { container } = render(<FileName name={name} />);
    expect(container.textContent).toBe(printable(name));
    expect(container.textContent).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  });

  test("is printed on a terminal as text, in a listing and line by line", async () => {
    const fixture = new CliFixture({ rows: { aps: [apRow({ name })] } });
    const { text } = await cliExec(fixture.ports(), "show ap image");
    expect(text).not.toMatch(UNSAFE);
    expect(text).not.toContain(name);
    const peer = cliPeer(fixture.ports());
    await peer.read("#");
    peer.session.announce(`%CAPWAP: AP ${name} left`);
    expect(await peer.read("left")).toContain(printable(name));
  });

  test("is one line of the program's log and of a syslog message", () => {
    const lines: string[] = [];
    programLog("info", (line) => lines.push(line)).write("info", "test", `AP ${name} left`);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(printable(name));
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
    const message = encodeSyslog({
      facility: 23,
      severity: 5,
      at: 0,
      hostname: name,
      appName: name,
      procId: "1",
      msgId: "AP",
      structured: [],
      text: `AP ${name} left`,
    });
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(message).replace("\ufeff", "");
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("is refused as the name of an access point, controller, user, image set, SFTP user and uploaded file", () => {
    for (const schema of [
      apNameSchema,
      hostNameSchema,
      userNameSchema,
      imageSetNameSchema,
      sftpUserNameSchema,
    ])
      expect(schema.safeParse(name).success).toBe(false);
    const metadata = { setName: "EWC", kind: "bundle", into: "repository" };
    expect(uploadMetadataSchema.safeParse({ ...metadata, filename: "a.zip" }).success).toBe(true);
    expect(uploadMetadataSchema.safeParse({ ...metadata, filename: `${name}.zip` }).success).toBe(false);
  });

  test("is refused as a file or folder that SFTP, TFTP or an archive brings", () => {
    expect(whyUnsafeName(name)).toBe("has control or invisible characters in its name");
    expect(canBeShown(name)).toBe(false);
  });

  test("is in the audit log as JSON of one line", () => {
    const detail = auditDetail(commands["images.rename"].input, { set: name, to: "x" });
    expect(detail).not.toMatch(/\p{Cc}/u);
    const { container } = render(<FileName name={detail} />);
    expect(container.textContent).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  });
});

describe.each(runnableNames)("the name %s", (name) => {
  test("is text in a spreadsheet, also one that separates by semicolons", () => {
    const pieces = csvLine(["ap", name]).split(/[;\t\r\n]|(?<="),(?=")/);
    expect(pieces.filter((piece) => /^[ "]*[=+\-@]/.test(piece))).toEqual([]);
  });

  test("is text on a page", () => {
    const { container } = render(<FileName name={name} />);
    expect(container.textContent).toBe(name);
    expect(container.querySelectorAll("img, a, script")).toHaveLength(0);
  });
});

test("ordinary names of any language are shown as they are", () => {
  // cspell:disable-next-line
  for (const name of ["9120-lobby", "Küche", "会議室", "غرفة", "📡 roof"]) {
    expect(printable(name)).toBe(name);
    expect(canBeShown(name)).toBe(true);
  }
});
