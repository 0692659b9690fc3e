/** For any input: the interpreter does not throw or change its mode by accident, and output has no control characters. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { admin, CliFixture, monitor } from "@/lib/testing/cli-fixture";
import { cliPeer } from "@/lib/testing/cli-terminal";
import { allPaths } from "./commands/all";
import { Interpreter, type LineIo } from "./interpreter";
import { type ModeName, modes } from "./modes";

const modeNames = Object.keys(modes) as ModeName[];
const silentIo: LineIo = {
  write: () => undefined,
  confirm: () => Promise.resolve(false),
  askSecret: () => Promise.resolve(null),
  dropTypedEnter: () => undefined,
  signal: new AbortController().signal,
};

const vocabulary = [
  ...new Set(
    modeNames.flatMap((m) =>
      allPaths(m).flatMap((p) => p.flatMap((n) => (n.kind === "word" ? [n.word] : []))),
    ),
  ),
];
/** Lines that may change the mode: those that do, and those of an outer mode, which lead there. All others must not. */
const mayChangeMode = /^(no |do )?(c|de|e|w|h|i|q|l|r|tftp|sftp)/i;

/** Random characters, words of the grammar in random order, and abbreviated words. */
const anyLine = fc.oneof(
  fc.string({ unit: "binary", maxLength: 120 }),
  fc
    .array(fc.oneof(fc.constantFrom(...vocabulary), fc.string({ maxLength: 6 }), fc.constant("|")), {
      maxLength: 6,
    })
    .map((words) => words.join(" ")),
  fc.constantFrom(...vocabulary).map((w) => w.slice(0, Math.ceil(w.length / 2))),
);

const CONTROL = /[\p{Cc}\u2028\u2029]/u;

describe("any line", () => {
  it("prints printable lines only, and changes the mode only with a command for that", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyLine,
        fc.constantFrom(...modeNames),
        fc.boolean(),
        async (line, mode, privileged) => {
          const fixture = new CliFixture({ rows: { upgrade: [] } });
          const interpreter = new Interpreter(
            fixture.ports(privileged ? admin : monitor),
            { length: 0, width: 0 },
            () => [],
          );
          interpreter.state.mode = privileged ? mode : "exec";
          const before = interpreter.state.mode;
          // `install add` would wait forever, because no upgrade makes progress here.
          fc.pre(!/^\s*(do\s+)?in/i.test(line));
          const result = await interpreter.execute(line, silentIo);
          for (const text of result.lines) expect(text).not.toMatch(CONTROL);
          if (result.status === 1) expect(interpreter.state.mode).toBe(before);
          if (!mayChangeMode.test(line.trim())) expect(interpreter.state.mode).toBe(before);
          if (!privileged) expect([...fixture.orders, ...fixture.asked, ...fixture.audited]).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("gives printable help, and a completion of grammar characters", () => {
    fc.assert(
      fc.property(anyLine, fc.constantFrom(...modeNames), (line, mode) => {
        const interpreter = new Interpreter(new CliFixture().ports(), { length: 0, width: 0 }, () => []);
        interpreter.state.mode = mode;
        for (const text of interpreter.help(line)) expect(text).not.toMatch(CONTROL);
        expect(interpreter.complete(line)).toMatch(/^[a-z0-9-]* ?$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("any bytes", () => {
  it("are echoed without control characters, in a terminal, a script and an exec request", async () => {
    // The editor itself may send these: erase to the end of the line, line ends, backspace and the bell.
    const editorSequences = ["\u001b[K", "\r", "\n", "\b", "\u0007"];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }),
        fc.constantFrom("terminal", "script", "exec"),
        async (pieces, kind) => {
          const text = new TextDecoder().decode(pieces[0] ?? new Uint8Array());
          fc.pre(!/in/i.test(text));
          const peer = cliPeer(
            new CliFixture().ports(),
            kind === "terminal"
              ? { kind, columns: 60, rows: 24 }
              : kind === "exec"
                ? { kind, command: text }
                : { kind: "script" },
          );
          for (const piece of pieces) peer.type(piece);
          peer.session.endOfInput();
          await peer.done;
          const shown = editorSequences.reduce((all, sequence) => all.replaceAll(sequence, ""), peer.text);
          expect(shown).not.toMatch(CONTROL);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reach the audit log and the controller only as printable text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), async (typed) => {
        const fixture = new CliFixture();
        const interpreter = new Interpreter(fixture.ports(), { length: 0, width: 0 }, () => []);
        for (const line of [
          "configure terminal",
          `hostname ${typed}`,
          "wireless profile image-download default",
          "image-download-mode sftp",
          `sftp-image-path ${typed}`,
          `sftp-username ${typed}`,
          `sftp-password 0 ${typed}`,
          `do ap name ${typed} image predownload`,
        ]) {
          await interpreter.execute(line, silentIo);
        }
        expect(JSON.stringify(fixture.audited.map((entry) => Object.values(entry).join(" ")))).not.toMatch(
          CONTROL,
        );
        for (const { action, outcome } of fixture.audited) expect(action + outcome).not.toMatch(CONTROL);
        const passwords = fixture.audited.filter(({ action }) => action.startsWith("sftp-password"));
        for (const { action } of passwords) expect(action).toBe("sftp-password 0 ******");
        expect(JSON.stringify(fixture.orders)).not.toMatch(/\\u00[01]/);
      }),
      { numRuns: 200 },
    );
  });
});
