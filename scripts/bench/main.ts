/** `npm run bench -- tftp [--quick]`: measures our servers side by side with installed peers, in one run. */
import { benchTftp } from "./tftp";

const [suite, ...flags] = process.argv.slice(2);
if (suite !== "tftp") {
  console.error("usage: npm run bench -- tftp [--quick]");
  process.exitCode = 2;
} else {
  await benchTftp({ quick: flags.includes("--quick") });
}
