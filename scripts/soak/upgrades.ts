/** The operator of a soak: upgrades the whole fleet to one release after another. */
import type { ProfileInput } from "@/lib/contracts/profile";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { upgradePhase } from "@/lib/contracts/upgrade-phase";
import type { StreamReader } from "../bench/stream-reader";
import { giveCommand, type Reachable } from "./give-command";
import { Load } from "./load";
import { releases, startPolicy } from "./soaked-lab";

const LOGIN = { userName: "soak", password: "a password for soaking" };
const STAGE_MS = 600_000;
/** As the lab's own, which a change of the policy must repeat. */
const TRANSFER = { blockSize: 1428, windowSize: 1, timeoutSeconds: 5, retries: 8 };

/** How the images travel; the upgrades take turns. */
const ways = ["tftp", "sftp", "tftp, every access point by itself"] as const;
type Way = (typeof ways)[number];

const profileOf = (way: Way, imagePath: string): ProfileInput =>
  way === "sftp"
    ? { mode: "sftp", imageServer: "127.0.0.1", imagePath, ...LOGIN }
    : { mode: "tftp", imageServer: "127.0.0.1", imagePath };

/** Saves the user with whom the controller signs in to the console's own SFTP server. */
export async function addSftpUser(app: Reachable): Promise<void> {
  const { userName: name, password } = LOGIN;
  await giveCommand(app, "sftp-users.save", {
    user: {
      existing: false,
      name,
      password,
      publicKeys: "",
      home: "",
      access: "read-only",
      enabled: true,
      expiresAt: null,
    },
  });
}

/** @param reader follows the topic `upgrade` */
export function upgrades(app: Reachable, reader: StreamReader): Load {
  let count = 0;
  const untilRow = async (what: string, is: (row: UpgradeRow) => boolean): Promise<UpgradeRow> => {
    let found: UpgradeRow | undefined;
    await reader.until(what, STAGE_MS, (store) => {
      const row = store.row("upgrade", "upgrade");
      found = row !== undefined && is(row) ? row : undefined;
      return found !== undefined;
    });
    return found as UpgradeRow;
  };
  return new Load("upgrades", 1000, async () => {
    const index = count++;
    const target = releases[index % releases.length] ?? releases[0];
    const way = ways[index % ways.length] ?? ways[0];
    const what = `upgrade ${index + 1} to ${target.release} (${way})`;
    const everyApFetches = way === "tftp, every access point by itself";
    await giveCommand(app, "lab.set-policy", {
      startPolicy: { ...startPolicy, everyApFetches },
      transfer: TRANSFER,
    });
    const profile = profileOf(way, target.set);
    await giveCommand(app, "upgrade.preview", { profile });
    const { upgradeId } = await giveCommand(app, "upgrade.start", { profile });
    const isPast = ({ id, running }: UpgradeRow) => id === upgradeId && !running;
    const fetched = await untilRow(
      `${what}: ready to activate`,
      (row) => row.id === upgradeId && (row.canActivate || isPast(row)),
    );
    if (!fetched.canActivate) throw new Error(`${what} ended before Activate: ${fetched.status}`);
    await giveCommand(app, "upgrade.activation-preview", {});
    await giveCommand(app, "upgrade.activate", {});
    const ended = await untilRow(
      `${what}: read back`,
      (row) => isPast(row) && !row.canActivate && row.uncommitted === null,
    );
    const phase = upgradePhase(ended);
    if (phase !== "done") throw new Error(`${what} ended as ${phase}: ${ended.status}`);
  });
}
