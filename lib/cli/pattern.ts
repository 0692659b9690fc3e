/**
 * Regular expressions for the output filters, in the router's dialect. A Thompson automaton: time grows with the text
 * and the pattern only, so that no pattern a user types can hold up the program (JavaScript's own could, by backtracking).
 * Syntax: `.` `[...]` `*` `+` `?` `|` `( )` `^` `$` `\x`, and `_`: a delimiter, the beginning or the end.
 */

const MAX_PATTERN = 200;

type Test = (code: number) => boolean;
/** `fork` goes on at both, `char` eats one character, assertions eat none. */
type State =
  | { kind: "char"; test: Test; next: number }
  | { kind: "fork"; a: number; b: number }
  | { kind: "begin" | "end"; next: number }
  | { kind: "match" };

export type Pattern = { matches(text: string): boolean };

const DELIMITERS = new Set([..." ,{}()"].map((c) => c.charCodeAt(0)));

/** Undefined for a pattern that is longer than 200 characters or not well formed. */
export function compilePattern(source: string): Pattern | undefined {
  if (source.length === 0 || source.length > MAX_PATTERN) return undefined;
  const parser = new Parser(source);
  const start = parser.whole();
  if (start === undefined) return undefined;
  const { states } = parser;
  return { matches: (text) => runs(states, start, text) };
}

/** A piece under construction: where it starts, and how its loose ends are tied to what follows. */
type Piece = { start: number; tie(to: number): void };

class Parser {
  readonly states: State[] = [];
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): number | undefined {
    const piece = this.#alternatives();
    if (piece === undefined || this.#at < this.#source.length) return undefined;
    piece.tie(this.#add({ kind: "match" }));
    return piece.start;
  }

  #peek = (): string => this.#source[this.#at] ?? "";
  #add = (state: State): number => this.states.push(state) - 1;

  #alternatives(): Piece | undefined {
    let left = this.#sequence();
    while (left !== undefined && this.#peek() === "|") {
      this.#at++;
      const right = this.#sequence();
      if (right === undefined) return undefined;
      const first = left;
      const start = this.#add({ kind: "fork", a: first.start, b: right.start });
      left = {
        start,
        tie: (to) => {
          first.tie(to);
          right.tie(to);
        },
      };
    }
    return left;
  }

  #sequence(): Piece | undefined {
    let whole: Piece | undefined;
    while (this.#at < this.#source.length && this.#peek() !== "|" && this.#peek() !== ")") {
      const next = this.#repeated();
      if (next === undefined) return undefined;
      if (whole === undefined) whole = next;
      else {
        whole.tie(next.start);
        whole = { start: whole.start, tie: next.tie };
      }
    }
    return whole ?? this.#nothing();
  }

  #nothing(): Piece {
    const fork = { kind: "fork" as const, a: -1, b: -1 };
    return {
      start: this.#add(fork),
      tie: (to) => {
        fork.a = to;
        fork.b = to;
      },
    };
  }

  #repeated(): Piece | undefined {
    let piece = this.#atom();
    while (piece !== undefined && "*+?".includes(this.#peek()) && this.#peek() !== "") {
      const operator = this.#peek();
      this.#at++;
      const inner = piece;
      const fork = { kind: "fork" as const, a: inner.start, b: -1 };
      const at = this.#add(fork);
      if (operator !== "?") inner.tie(at);
      piece = {
        start: operator === "+" ? inner.start : at,
        tie: (to) => {
          fork.b = to;
          if (operator === "?") inner.tie(to);
        },
      };
    }
    return piece;
  }

  #atom(): Piece | undefined {
    const c = this.#peek();
    this.#at++;
    switch (c) {
      case "(":
        return this.#group();
      case "[":
        return this.#set();
      case "^":
        return this.#assertion("begin");
      case "$":
        return this.#assertion("end");
      case ".":
        return this.#char(() => true);
      case "_":
        return this.#delimiter();
      case "\\":
        return this.#escaped();
      default:
        return this.#literal(c);
    }
  }

  #group(): Piece | undefined {
    const inner = this.#alternatives();
    if (inner === undefined || this.#peek() !== ")") return undefined;
    this.#at++;
    return inner;
  }

  #escaped(): Piece | undefined {
    const c = this.#peek();
    if (c === "") return undefined;
    this.#at++;
    return this.#literal(c);
  }

  #literal(c: string): Piece {
    const code = c.charCodeAt(0);
    return this.#char((other) => other === code);
  }

  #char(test: Test): Piece {
    const state = { kind: "char" as const, test, next: -1 };
    return {
      start: this.#add(state),
      tie: (to) => {
        state.next = to;
      },
    };
  }

  #assertion(kind: "begin" | "end"): Piece {
    const state = { kind, next: -1 };
    return {
      start: this.#add(state),
      tie: (to) => {
        state.next = to;
      },
    };
  }

  #delimiter(): Piece {
    const pieces = [this.#char((c) => DELIMITERS.has(c)), this.#assertion("begin"), this.#assertion("end")];
    const [first, second, third] = pieces.map((p) => p.start);
    const tail = this.#add({ kind: "fork", a: second ?? 0, b: third ?? 0 });
    return {
      start: this.#add({ kind: "fork", a: first ?? 0, b: tail }),
      tie: (to) => {
        for (const piece of pieces) piece.tie(to);
      },
    };
  }

  #set(): Piece | undefined {
    const negated = this.#peek() === "^";
    if (negated) this.#at++;
    const ranges: [number, number][] = [];
    // A bracket directly behind the opening one is a member, as in POSIX.
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      if (this.#at >= this.#source.length) return undefined;
      if (this.#peek() === "\\" && this.#at + 1 < this.#source.length) this.#at++;
      const low = this.#source.charCodeAt(this.#at++);
      const isRange = this.#peek() === "-" && !["]", ""].includes(this.#source[this.#at + 1] ?? "");
      if (isRange) this.#at++;
      const high = isRange ? this.#source.charCodeAt(this.#at++) : low;
      ranges.push([low, high]);
    }
    this.#at++;
    return this.#char((code) => ranges.some(([low, high]) => code >= low && code <= high) !== negated);
  }
}

/** Whether the pattern is found anywhere in the text: all ways are followed at once, none twice. */
function runs(states: readonly State[], start: number, text: string): boolean {
  const seen = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  const enter = (list: number[], index: number, at: number): boolean => {
    const open = [index];
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      if (seen[i] === at) continue;
      seen[i] = at;
      const state = states[i];
      if (state === undefined) continue;
      if (state.kind === "match") return true;
      if (state.kind === "char") list.push(i);
      else if (state.kind === "fork") open.push(state.b, state.a);
      else if (state.kind === "begin" ? at === 0 : at === text.length) open.push(state.next);
    }
    return false;
  };
  for (let at = 0; at <= text.length; at++) {
    const next: number[] = [];
    const code = text.charCodeAt(at - 1);
    for (const index of current) {
      const state = states[index];
      if (state?.kind === "char" && state.test(code) && enter(next, state.next, at)) return true;
    }
    if (enter(next, start, at)) return true;
    current = next;
  }
  return false;
}
