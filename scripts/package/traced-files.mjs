/**
 * Which files the built console needs. Next writes a list for each page and for its own server (`*.nft.json`); of these
 * lists the package takes what is in node_modules, and of `.next` what the server reads.
 */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, normalize, sep } from "node:path";

/** Made by the build and read by nothing afterwards. */
const NOT_SERVED =
  /^\.next[\\/](?:cache|types|dev|diagnostics|build|trace|trace-build|turbopack|built-from)(?:[\\/]|$)/;
const NOT_READ = /\.(?:nft\.json|map|ts)$|^\.next[\\/]required-server-files\./;
/** Traced because Next could use them: images are not resized here. */
const NOT_USED = /^node_modules[\\/](?:@img|sharp)[\\/]/;

/** What starts Next's server. Its own lists leave out what only these load, because a build does not know how it will be started. */
const STARTERS = ["lib/start-server.js", "next.js", "require-hook.js"];
/** What our own starter loads besides Next. */
const OURS = ["send/index.js"];
/** Used in development and by builds. */
const NOT_IN_PRODUCTION = [
  /node_modules\/next\/dist\/(?:docs|next-devtools|build\/(?:webpack|babel))\//,
  /node_modules\/next\/dist\/compiled\/(?:webpack|babel|react-refresh|terser|browserslist|@mswjs)\//,
  /node_modules\/(?:caniuse-lite|@img|sharp|typescript|@next\/swc-[^/]+)\//,
  /\.development\.js$|\.dev\.js$|\.d\.ts$|\.map$/,
];

function* filesUnder(root, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (NOT_SERVED.test(path)) continue;
    if (entry.isDirectory()) yield* filesUnder(root, path);
    else yield path;
  }
}

/** What the starters load, by the tracer that Next itself uses. */
async function starterFiles(root) {
  const { nodeFileTrace } = createRequire(join(root, "package.json"))("next/dist/compiled/@vercel/nft");
  const { fileList } = await nodeFileTrace(
    [...STARTERS.map((file) => join("next", "dist", "server", file)), ...OURS].map((file) =>
      join(root, "node_modules", file),
    ),
    {
      base: root,
      processCwd: root,
      ignore: (path) => NOT_IN_PRODUCTION.some((not) => not.test(path.split(sep).join("/"))),
      // Whatever looks like the name of a file would be traced as well.
      analysis: { emitGlobs: false, computeFileReferences: false, evaluatePureExpressions: false },
    },
  );
  return [...fileList].map((path) => normalize(path));
}

/**
 * @param {string} root the repository, with a finished build
 * @returns {Promise<string[]>} paths relative to `root`, sorted; links as such
 */
export async function tracedFiles(root) {
  const built = [...filesUnder(root, ".next")];
  const wanted = new Set(built.filter((path) => !NOT_READ.test(path)));
  for (const list of built.filter((path) => path.endsWith(".nft.json"))) {
    for (const file of JSON.parse(readFileSync(join(root, list), "utf8")).files) {
      const path = normalize(join(dirname(list), file));
      if (!path.startsWith(`node_modules${sep}`) || NOT_USED.test(path) || NOT_READ.test(path)) continue;
      wanted.add(path);
    }
  }
  for (const path of await starterFiles(root)) wanted.add(path);
  return [...wanted].sort();
}

/** The target of a link, relative as it is; undefined for a file. */
export const linkTarget = (path) => (lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined);
