/** Bundles the commands of a package: each is one file of JavaScript without TypeScript and without npm's packages. */
import { join } from "node:path";
import { build } from "esbuild";

/** Machine code, and what loads it by itself, cannot be bundled; the package has it in node_modules. */
const NATIVE = ["better-sqlite3", "ssh2"];
/** Bundled packages of the older module format still call `require`. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/**
 * @param {string} root the repository
 * @param {string} folder where the files go
 */
export async function bundleCommands(root, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: {
      env: join("lib", "env.ts"),
      backup: join("scripts", "backup.ts"),
      "audit-verify": join("scripts", "audit-verify.ts"),
      import: join("scripts", "import.ts"),
      readiness: join("scripts", "readiness.ts"),
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: NATIVE,
    banner: { js: REQUIRE },
    logLevel: "warning",
  });
}
