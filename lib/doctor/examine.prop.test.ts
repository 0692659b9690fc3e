/** The server doctor answers whatever is pasted, and finds no problems in the files that it corrected. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DoctorKind } from "@/lib/contracts/doctor";
import { examine } from "./examine";
import { linesOf } from "./lines";
import { inputOf } from "./test-fixture";
import { sshdFixtures } from "./test-ssh-fixtures";
import {
  atftpdFixtures,
  dnsmasqFixtures,
  hpaFixtures,
  mapFixtures,
  tftpd64Fixtures,
} from "./test-tftp-fixtures";

const pools = Object.entries({
  "tftpd-hpa": hpaFixtures,
  "tftpd-map": mapFixtures,
  dnsmasq: dnsmasqFixtures,
  atftpd: atftpdFixtures,
  tftpd64: tftpd64Fixtures,
  "sshd-config": sshdFixtures,
}) as [DoctorKind, typeof hpaFixtures][];

const purposes = fc.record({
  server: fc.constantFrom("192.0.2.10", "2001:db8::10", "", "images.example"),
  path: fc.constantFrom(
    "EWC_17_12_1",
    "/srv/tftp/EWC_17_12_1",
    "/tftpboot/a b",
    "C:\\tftp\\EWC",
    "sftp/x",
    "/",
    null,
  ),
  port: fc.constantFrom(null, 22, 69, 1069),
  userName: fc.constantFrom("ewc-images", "root", "lena", ""),
  host: fc.constantFrom("debian" as const, "redhat" as const, "windows" as const),
  behindNat: fc.boolean(),
});

const correctedText = (answer: ReturnType<typeof examine>): string =>
  (answer.files[0]?.corrected ?? []).map(({ text }) => `${text}\n`).join("");

describe("the corrected file passes the doctor", () => {
  test.each(pools)("%s, of any lines of its fixtures", (kind, fixtures) => {
    const lines = [
      ...new Set(fixtures.flatMap(({ faulty, sound }) => [...linesOf(faulty), ...linesOf(sound)])),
    ];
    const texts = fc.array(fc.constantFrom(...lines), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(texts, purposes, (chosen, purpose) => {
        const first = examine(inputOf(kind, `${chosen.join("\n")}\n`, purpose));
        const path = first.pageChanges.find(({ field }) => field === "Image Path")?.value ?? purpose.path;
        const port = first.pageChanges.some(({ field }) => field === "Port") ? null : purpose.port;
        const text = correctedText(first);
        // A map file whose rules were all removed is empty, which is valid.
        if (text === "") return;
        const again = examine(inputOf(kind, text, { ...purpose, path, port }));
        const left = again.files[0]?.findings.filter(({ severity }) => severity !== "check");
        expect(left).toEqual([]);
        expect(correctedText(again)).toBe(text);
      }),
      { numRuns: 150 },
    );
  });
});

test("any text of any kind is answered", () => {
  const kinds = [...pools.map(([kind]) => kind), "ssh-config", "vsftpd", "listing", "sockets", null] as const;
  const words = fc.constantFrom(
    "Match",
    "User",
    "=",
    '"',
    "[TFTPD32]",
    "OPTIONS=",
    "--port",
    "-",
    "\n",
    "\t",
    "#",
    "rg",
    "(",
    "drwxr-xr-x",
    "udp",
    ":69",
    "/",
  );
  const texts = fc.oneof(
    fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }),
    fc.array(words, { minLength: 1, maxLength: 60 }).map((all) => all.join(" ")),
  );
  fc.assert(
    fc.property(fc.constantFrom(...kinds), texts, purposes, (kind, text, purpose) => {
      const input = { ...inputOf("dnsmasq", text, purpose), files: [{ name: "", text, kind }] };
      expect(examine(input).files).toHaveLength(1);
    }),
    { numRuns: 400 },
  );
});
