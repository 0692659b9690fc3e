/** Makes the engine's metrics of the rows that the pages show, so that both always say the same. */
import type { EventType } from "@/lib/contracts/events";
import type { MetricSample } from "@/lib/contracts/metrics";
import { stages } from "@/lib/contracts/upgrade";
import { activeStage, upgradePhase, upgradePhases } from "@/lib/contracts/upgrade-phase";
import type { Bus } from "../bus";
import type { TransferTotals } from "./transfer-totals";

export type StoreFacts = {
  /** Whether the last write succeeded. */
  isHealthy: boolean;
  /** Bytes of the database file and its journal. */
  sizeBytes: number;
  /** Free bytes on the disk of the data folder. */
  freeBytes: number;
};

export type MetricSources = {
  bus: Bus;
  transfers: TransferTotals;
  events: ReadonlyMap<EventType, number>;
  store: StoreFacts;
};

const SIMULATED = { simulated: "true" } as const;
const flag = (isSet: boolean): number => (isSet ? 1 : 0);

/** All metrics of the engine but those of its event loop. */
export function engineMetrics({ bus, transfers, events, store }: MetricSources): MetricSample[] {
  // Rows that count other rows are made here, so that all values are of one moment.
  bus.prepare();
  return [
    ...transferSamples(transfers),
    ...serverSamples(bus),
    {
      name: "ewc_webhook_deliveries_waiting",
      labels: {},
      value: bus.rows("webhooks").reduce((sum, { waiting }) => sum + waiting, 0),
    },
    ...imageSamples(bus),
    ...fleetSamples(bus),
    ...upgradeSamples(bus),
    ...[...events].map(
      ([type, value]): MetricSample => ({ name: "ewc_events_total", labels: { type }, value }),
    ),
    { name: "ewc_store_up", labels: {}, value: flag(store.isHealthy) },
    { name: "ewc_store_size_bytes", labels: {}, value: store.sizeBytes },
    { name: "ewc_data_folder_free_bytes", labels: {}, value: store.freeBytes },
  ];
}

function transferSamples(transfers: TransferTotals): MetricSample[] {
  return transfers.sums().flatMap(({ protocol, direction, running, bytes, ended }): MetricSample[] => {
    const labels = { protocol, direction };
    return [
      { name: "ewc_transfers_running", labels, value: running },
      { name: "ewc_transfer_bytes_total", labels, value: bytes },
      ...Object.entries(ended).map(
        ([outcome, value]): MetricSample => ({
          name: "ewc_transfers_total",
          labels: { ...labels, outcome },
          value,
        }),
      ),
    ];
  });
}

function serverSamples(bus: Bus): MetricSample[] {
  return bus.rows("servers").flatMap(({ id, state, refused }): MetricSample[] => [
    { name: "ewc_image_server_up", labels: { server: id }, value: flag(state === "listening") },
    ...Object.entries(refused).map(
      ([reason, value]): MetricSample => ({
        name: "ewc_image_server_refusals_total",
        labels: { server: id, reason },
        value,
      }),
    ),
  ]);
}

function imageSamples(bus: Bus): MetricSample[] {
  const sets = bus.rows("images");
  const bytes = sets.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return [
    { name: "ewc_image_sets", labels: {}, value: sets.length },
    { name: "ewc_image_set_bytes", labels: {}, value: bytes },
  ];
}

function fleetSamples(bus: Bus): MetricSample[] {
  const controller = bus.row("controller", "controller");
  if (controller === undefined) return [];
  const { state, apCount, joinedCount } = controller;
  return [
    { name: "ewc_controller_up", labels: SIMULATED, value: flag(state === "up") },
    { name: "ewc_access_points", labels: { ...SIMULATED, joined: "true" }, value: joinedCount },
    { name: "ewc_access_points", labels: { ...SIMULATED, joined: "false" }, value: apCount - joinedCount },
  ];
}

function upgradeSamples(bus: Bus): MetricSample[] {
  const upgrade = bus.row("upgrade", "upgrade");
  if (upgrade === undefined) return [];
  const present = upgradePhase(upgrade);
  const active = activeStage(upgrade);
  const { counters } = upgrade;
  const byState = {
    none: counters.none,
    initiated: counters.initiated,
    predownloading: counters.predownloading,
    completed: counters.completed,
    unsupported: counters.unsupported,
    retrying: counters.retrying,
    failed: counters.failed,
  };
  return [
    ...upgradePhases.map(
      (phase): MetricSample => ({
        name: "ewc_upgrade_phase",
        labels: { ...SIMULATED, phase },
        value: flag(phase === present),
      }),
    ),
    ...stages.map(
      (stage): MetricSample => ({
        name: "ewc_upgrade_stage",
        labels: { ...SIMULATED, stage },
        value: flag(stage === active),
      }),
    ),
    ...Object.entries(byState).map(
      ([state, value]): MetricSample => ({
        name: "ewc_upgrade_access_points",
        labels: { ...SIMULATED, state },
        value,
      }),
    ),
    { name: "ewc_upgrade_progress_ratio", labels: SIMULATED, value: upgrade.percent / 100 },
    { name: "ewc_upgrade_moved_bytes", labels: SIMULATED, value: upgrade.bytesMoved },
    { name: "ewc_upgrade_planned_bytes", labels: SIMULATED, value: upgrade.bytesToMove },
  ];
}
