/** Compares what RESTCONF answers of a {@link TestLab} with its rows. */
import type { ApRow } from "@/lib/contracts/aps";
import type { LabFaces } from "./lab-command-line";
import type { TestLab } from "./simulation-lab";

type Agree = (what: string, shown: unknown, truth: unknown) => void;
type Entry = Record<string, unknown>;

const OPER = "Cisco-IOS-XE-wireless-access-point-oper:access-point-oper-data";
const WORDS: Record<ApRow["status"], string> = {
  None: "none",
  Initiated: "initiated",
  Predownloading: "in-progress",
  Complete: "complete",
  Failed: "failed",
  Unsupported: "unsupported",
};
const STARTING_MS = 60_000;

const mac = (id: string): string => (id.replaceAll(".", "").match(/../g) ?? []).join(":");

/** Says each disagreement to `agree`. */
export async function compareRestconf(
  lab: TestLab,
  restconf: LabFaces["restconf"],
  agree: Agree,
): Promise<void> {
  const { status, body } = await restconf("GET", `data/${OPER}`);
  const { bootedAt } = lab.simulation.facts();
  const upMs = lab.simulated.now() - bootedAt;
  if (status === 503) {
    const mayBeDown = lab.controller()?.state === "reloading" || (upMs >= 0 && upMs < STARTING_MS);
    agree("RESTCONF: not available", mayBeDown, true);
    return;
  }
  agree("RESTCONF: status", status, 200);
  agree("RESTCONF: answers during a reload", lab.controller()?.state, "up");
  const data = (body as Record<string, Record<string, Entry[]>>)[OPER] ?? {};
  const joined = lab.aps().filter((ap) => ap.joined);
  agree(
    "RESTCONF: predownload-data",
    (data["predownload-data"] ?? []).map((entry) => [
      entry["wtp-mac"],
      entry["pred-status"],
      entry["ewc-retries"],
      Object.values(entry["predownload-version"] as object).join("."),
    ]),
    joined.map((ap) => [mac(ap.id), `pre-dwnld-${WORDS[ap.status]}`, ap.retryCount, ap.predownloadVersion]),
  );
  const present = lab.aps().filter((ap) => ap.joined || ap.capwapState === "Image Data");
  agree(
    "RESTCONF: capwap-data",
    (data["capwap-data"] ?? []).map((entry) => [
      entry.name,
      entry["image-size-percentage"],
      entry["wlc-image-size-percentage"],
      entry["is-master"],
    ]),
    present.map((ap) => [
      ap.name,
      ap.apImage.percent ?? 0,
      ap.controllerImage.percent ?? 0,
      ap.isImageMaster,
    ]),
  );
  compareCounters(lab, data["ewlc-wncd-stats"] as unknown as Record<string, Entry> | undefined, agree);
  const name = await restconf("GET", "data/Cisco-IOS-XE-native:native/hostname");
  agree("RESTCONF: host name", Object.values(name.body as object), [lab.controller()?.name]);
}

function compareCounters(lab: TestLab, stats: Record<string, Entry> | undefined, agree: Agree): void {
  const shown = stats?.["predownload-stats"];
  const count = (rows: readonly ApRow[], status: ApRow["status"]) =>
    rows.filter((ap) => ap.status === status).length;
  const rows = lab.aps();
  const joined = rows.filter((ap) => ap.joined);
  agree(
    "RESTCONF: predownload-stats",
    [shown?.["num-complete"], shown?.["num-in-progress"], shown?.["num-failed"], shown?.["num-total"]],
    [count(joined, "Complete"), count(joined, "Predownloading"), count(rows, "Failed"), joined.length],
  );
}
