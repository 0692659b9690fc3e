/**
 * The order of names for people: `AP2` before `AP10`, and letters without regard to case. As
 * `Intl.Collator("en", { numeric: true, sensitivity: "base" })` has it, but the first use of that costs a page about 20 ms, in
 * which it does not answer. It is made for names that are not plain ASCII only.
 */

/** Printable ASCII in the root order of the Unicode Collation Algorithm, without capital letters. */
const IN_ORDER = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz";
/** The place of each ASCII code in that order. */
const PLACES = Uint8Array.from({ length: 128 }, (_, code) =>
  IN_ORDER.indexOf(String.fromCharCode(code).toLowerCase()),
);
const PLAIN = /^[ -~]*$/;
const [ZERO, NINE] = [48, 57];

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

let collator: Intl.Collator | undefined;

/** Negative when `a` comes first, positive when `b` does, 0 when they differ at most in the case of letters. */
export function compareNames(a: string, b: string): number {
  if (PLAIN.test(a) && PLAIN.test(b)) return comparePlain(a, b);
  collator ??= new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  return collator.compare(a, b);
}

function comparePlain(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(j)];
    if (isDigit(left) && isDigit(right)) {
      const [endA, endB] = [endOfDigits(a, i), endOfDigits(b, j)];
      const order = compareDigits(a.slice(i, endA), b.slice(j, endB));
      if (order !== 0) return order;
      [i, j] = [endA, endB];
      continue;
    }
    const order = (PLACES[left] ?? 0) - (PLACES[right] ?? 0);
    if (order !== 0) return order;
    i++;
    j++;
  }
  return a.length - i - (b.length - j);
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Compares two sequences of digits by value, however long they are. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
