/** What failed, a line each with its first cause, from the JSON reports of vitest and Playwright. */

/** Terminals' color codes, which both runners write into messages. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the character that begins them.
const COLORS = /\u001b\[[0-9;]*m/g;
const LONGEST = 200;

const withCause = (title, message) => {
  const cause = (message ?? "").replaceAll(COLORS, "").split("\n", 1)[0].slice(0, LONGEST);
  return cause === "" ? title : `${title}: ${cause}`;
};

/**
 * @param report of vitest
 * @param {(file: string) => string} shorten from an absolute path
 * @returns {string[]}
 */
export const failedUnitTests = (report, shorten) =>
  report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    const path = shorten(file.name);
    if (failed.length === 0 && file.status === "failed")
      return [withCause(`${path} could not be loaded`, file.message)];
    return failed.map((test) => withCause(`${path} > ${test.fullName}`, test.failureMessages?.[0]));
  });

/**
 * @param suite a report of Playwright, or a suite in it; the suite of a file has its path as its title
 * @returns {string[]}
 */
export const failedBrowserTests = (suite, above = []) => [
  ...(suite.suites ?? []).flatMap((inner) => failedBrowserTests(inner, [...above, inner.title])),
  ...(suite.specs ?? [])
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const errors = spec.tests.flatMap((test) => test.results.flatMap((result) => result.errors ?? []));
      return withCause([...above, spec.title].join(" > "), errors[0]?.message);
    }),
];

/** So many lines of a script's end say what it found. */
const LAST_LINES = 6;

/**
 * @param {string} output of a script that ended with an error
 * @returns {string[]} its last lines
 */
export const lastLines = (output) =>
  output
    .replaceAll(COLORS, "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LAST_LINES)
    .map((line) => line.slice(0, LONGEST));
