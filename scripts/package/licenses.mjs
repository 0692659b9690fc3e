/** The licenses of the packages whose code is in the package, as files of them or inside a bundle. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Packages that only make the console: their code is in no file of the result. */
const TOOLS = ["@types/node", "@types/react", "esbuild", "prisma", "tsx", "typescript"];
// cspell:ignore licen
const LICENSE_FILE = /^(?:licen.e|copying|notice)(?:[.-].*)?$/i;

/** The folder of `name` as Node finds it from the package in `from`; undefined when it is not installed. */
function find(root, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const path = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (existsSync(join(root, path, "package.json"))) return path;
    if (at === "") return undefined;
  }
}

/**
 * One text: for each package its name, version, license and the license's text.
 * @param {string} root the repository, with its packages installed
 */
export function licenseTexts(root) {
  const read = (path) => JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
  const { dependencies, optionalDependencies } = read("");
  const found = new Map();
  const visit = (from, names) => {
    for (const name of names) {
      const path = find(root, from, name);
      if (path === undefined || found.has(path) || (from === "" && TOOLS.includes(name))) continue;
      const about = read(path);
      found.set(path, about);
      visit(path, Object.keys({ ...about.dependencies, ...about.optionalDependencies }));
    }
  };
  visit("", Object.keys({ ...dependencies, ...optionalDependencies }));
  return [...found]
    .sort(([a], [b]) => a.localeCompare(b, "en"))
    .map(([path, { name, version, license, licenses }]) => {
      const named = license ?? licenses?.map(({ type }) => type).join(" OR ") ?? "see its text";
      const texts = readdirSync(join(root, path))
        .filter((file) => LICENSE_FILE.test(file))
        .map((file) => readFileSync(join(root, path, file), "utf8").trim());
      return [`${name} ${version} (${named})`, ...texts].join("\n\n");
    })
    .join(`\n\n${"-".repeat(80)}\n\n`);
}
