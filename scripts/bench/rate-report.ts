/** The rates of several servers, side by side. */
import { OUR_NAMES, PEER_NAMES } from "./contestants";

/** The best rate of a server in MB/s. */
type Measured = { name: string; best: number; note: string };

/** Prints one line per server, with the ratio to the best peer beside ours and the bare one. */
export function reportRates(title: string, measured: Measured[]): void {
  const compared = [...Object.values(OUR_NAMES), "bare"];
  const counted = measured.filter(({ name }) => PEER_NAMES.includes(name));
  const bestPeer = Math.max(0, ...counted.map(({ best }) => best));
  console.log(title);
  for (const { name, best, note } of measured) {
    const ratio = compared.includes(name) && bestPeer > 0 ? `ratio ${(best / bestPeer).toFixed(2)}` : "";
    console.log(`  ${name.padEnd(14)} ${best.toFixed(1).padStart(7)} MB/s  ${ratio.padEnd(10)}  ${note}`);
  }
  console.log();
}
