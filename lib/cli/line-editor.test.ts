/** Line editing: the screen always shows the line. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyDecoder } from "./keys";
import { LineEditor } from "./line-editor";

const PROMPT = "EWC#";

/** What a terminal of one row shows after this output. */
function screenOf(output: string): { text: string; cursor: number } {
  const row: string[] = [];
  let at = 0;
  for (let i = 0; i < output.length; i++) {
    const c = output[i] ?? "";
    if (c === "\r") at = 0;
    else if (c === "\b") at--;
    else if (c === "\u0007") continue;
    else if (output.startsWith("\u001b[K", i)) {
      row.length = at;
      i += 2;
    } else {
      row[at++] = c;
      if (c > "\u2e80") row[at++] = "";
    }
  }
  return { text: row.join("").trimEnd(), cursor: at };
}

function typed(keys: string, columns = 200) {
  const editor = new LineEditor(columns);
  editor.remember("show clock");
  editor.remember("show version");
  let output = editor.begin(PROMPT);
  const ended: string[] = [];
  for (const key of new KeyDecoder().decode(new TextEncoder().encode(keys))) {
    const edit = editor.key(key);
    if (edit.ended) {
      ended.push(edit.ended.line);
      output = editor.begin(PROMPT);
    } else output += edit.echo;
  }
  return { editor, ended, screen: screenOf(output), line: editor.text };
}

describe("keys", () => {
  it.each([
    ["cursor left and insert", "ac\u001b[Db", "abc"],
    ["Ctrl-A, Ctrl-E", "bc\u0001a\u0005d", "abcd"],
    ["Ctrl-U before the cursor", "abc\u0015x", "x"],
    ["Ctrl-K after the cursor", "abc\u001b[D\u000b", "ab"],
    ["Ctrl-W the word before the cursor", "show clock\u0017ap", "show ap"],
    ["Ctrl-D and Delete under the cursor", "abcd\u0001\u0004\u001b[3~", "cd"],
    ["backspace, both codes", "abc\u007f\b", "a"],
    ["history up", "\u001b[A", "show version"],
    ["history up twice and down", "\u001b[A\u001b[A\u001b[B", "show version"],
    ["history back to the typed text", "sh\u001b[A\u001b[B", "sh"],
    ["Alt-B and Alt-F by words", "one two\u001bbx\u001bf!", "one xtwo!"],
    ["Ctrl-V inserts a ?", "a\u0016?", "a?"],
    ["UTF-8, including wide characters", "é漢\u007fx", "éx"],
    ["application mode arrows", "ac\u001bODb", "abc"],
    ["unknown sequences are ignored", "a\u001b[200~b\u001b[201~\u001b[15~c", "abc"],
    ["control characters and direction marks are ignored", "a\u0000\u0007\u202eb\u0085", "ab"],
  ])("%s", (_name, keys, line) => {
    const result = typed(keys);
    expect(result.line).toBe(line);
    expect(result.screen.text).toBe(PROMPT + line);
  });

  it("CR, LF, CR LF and CR NUL are one Enter each, also when they arrive in two pieces", () => {
    expect(typed("a\rb\nc\r\nd\r\u0000e\r").ended).toEqual(["a", "b", "c", "d", "e"]);
    const decoder = new KeyDecoder();
    const bytes = (text: string) => new TextEncoder().encode(text);
    expect([...decoder.decode(bytes("a\r")), ...decoder.decode(bytes("\nb"))]).toHaveLength(3);
  });

  it("a UTF-8 character may arrive in pieces", () => {
    const decoder = new KeyDecoder();
    const whole = new TextEncoder().encode("漢");
    const keys = [...whole].flatMap((byte) => decoder.decode(Uint8Array.of(byte)));
    expect(keys).toEqual([{ text: "漢" }]);
  });
});

it("after any keys the screen shows the prompt, the line or its visible part, and the cursor", () => {
  const key = fc.constantFrom(
    ..."abc 1",
    "\u001b[D",
    "\u001b[C",
    "\u0001",
    "\u0005",
    "\u0015",
    "\u000b",
    "\u0017",
    "\u0004",
    "\u007f",
    "\u001b[A",
    "\u001b[B",
    "\u001bb",
    "\u001bf",
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), fc.constantFrom(0, 20, 200), (keys, columns) => {
      const { screen, line } = typed(keys.join(""), columns);
      const shown = screen.text.slice(PROMPT.length).replace(/^\$/, "");
      expect(screen.text.startsWith(PROMPT.trimEnd())).toBe(true);
      expect(line).toContain(shown);
      if (columns > 0) expect(screen.text.length).toBeLessThanOrEqual(Math.max(columns, PROMPT.length + 10));
      else expect(shown).toBe(line.trimEnd());
      expect(screen.cursor).toBeGreaterThanOrEqual(PROMPT.length);
    }),
    { numRuns: 300 },
  );
});

it("no bytes make the decoder throw or return a control character", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), (pieces) => {
      const decoder = new KeyDecoder();
      for (const key of pieces.flatMap((piece) => decoder.decode(piece))) {
        if ("text" in key) expect(key.text).toMatch(/^[^\p{Cc}\p{Cs}\u2028\u2029]$/u);
      }
    }),
    { numRuns: 500 },
  );
});
