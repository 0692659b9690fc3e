/**
 * The metrics of `GET /metrics`, in Prometheus' conventions: base units, `_total` for counters. This table is the only list
 * of them. Each help text also says what its value does not claim.
 */

/** `counter`: only rises, from 0 at the start of the program. `gauge`: as it is now. */
type MetricRules = { type: "counter" | "gauge"; help: string; labels: readonly string[] };

export const metrics = {
  ewc_build_info: {
    type: "gauge",
    help: "Always 1. The labels say which version runs on which Node.js.",
    labels: ["version", "node", "platform"],
  },
  process_start_time_seconds: {
    type: "gauge",
    help: "Start of the process, in seconds since the epoch.",
    labels: [],
  },
  process_cpu_seconds_total: {
    type: "counter",
    help: "CPU time of the whole process, user and system, in seconds.",
    labels: [],
  },
  process_resident_memory_bytes: {
    type: "gauge",
    help: "Resident memory of the whole process in bytes.",
    labels: [],
  },
  ewc_event_loop_delay_p99_seconds: {
    type: "gauge",
    help: "Delay of a thread's event loop: 99th percentile of the last 30 to 60 seconds.",
    labels: ["thread"],
  },
  ewc_event_loop_delay_max_seconds: {
    type: "gauge",
    help: "Delay of a thread's event loop: maximum of the last 30 to 60 seconds.",
    labels: ["thread"],
  },
  ewc_event_loop_active_seconds_total: {
    type: "counter",
    help: "Time that a thread spent working instead of waiting for events, in seconds.",
    labels: ["thread"],
  },
  ewc_transfers_running: {
    type: "gauge",
    help: "Running file transfers. CAPWAP transfers belong to simulated access points.",
    labels: ["protocol", "direction"],
  },
  ewc_transfers_total: {
    type: "counter",
    help: "Finished file transfers by outcome. CAPWAP transfers belong to simulated access points.",
    labels: ["protocol", "direction", "outcome"],
  },
  ewc_transfer_bytes_total: {
    type: "counter",
    help: "Payload bytes transferred, without retransmissions. Bytes over CAPWAP are simulated and cross no network.",
    labels: ["protocol", "direction"],
  },
  ewc_image_server_up: {
    type: "gauge",
    help: "1 while the image server listens. It does not say that a firewall lets clients through.",
    labels: ["server"],
  },
  ewc_image_server_refusals_total: {
    type: "counter",
    help: "Requests and connections that an image server refused, by reason. Restarting the server sets it to 0.",
    labels: ["server", "reason"],
  },
  ewc_webhook_deliveries_waiting: {
    type: "gauge",
    help: "Deliveries to webhooks that wait for an attempt or are being sent. It does not say for how long.",
    labels: [],
  },
  ewc_image_sets: {
    type: "gauge",
    help: "Image sets in the image repository.",
    labels: [],
  },
  ewc_image_set_bytes: {
    type: "gauge",
    help: "Total size of the image sets in the image repository, in bytes.",
    labels: [],
  },
  ewc_controller_up: {
    type: "gauge",
    help: "1 while the simulated controller is up, 0 while it reloads. It says nothing about a real controller.",
    labels: ["simulated"],
  },
  ewc_access_points: {
    type: "gauge",
    help: "Simulated access points, joined to the simulated controller or not.",
    labels: ["simulated", "joined"],
  },
  ewc_upgrade_phase: {
    type: "gauge",
    help: "1 for the phase of the current or last upgrade of the simulated fleet, 0 for the others.",
    labels: ["simulated", "phase"],
  },
  ewc_upgrade_stage: {
    type: "gauge",
    help: "1 for the stage that is running or waits for the operator, 0 for the others.",
    labels: ["simulated", "stage"],
  },
  ewc_upgrade_access_points: {
    type: "gauge",
    help: "Access points of the current or last upgrade by predownload state. Each is counted once.",
    labels: ["simulated", "state"],
  },
  ewc_upgrade_progress_ratio: {
    type: "gauge",
    help: "Progress towards the point where the upgrade can be activated, from 0 to 1.",
    labels: ["simulated"],
  },
  ewc_upgrade_moved_bytes: {
    type: "gauge",
    help: "Bytes transferred by the current or last upgrade, over the network and over simulated CAPWAP.",
    labels: ["simulated"],
  },
  ewc_upgrade_planned_bytes: {
    type: "gauge",
    help: "Bytes that the current or last upgrade has to transfer, over the network and over simulated CAPWAP.",
    labels: ["simulated"],
  },
  ewc_events_total: {
    type: "counter",
    help: "Events by type. Events of access points, the controller and upgrades are simulated.",
    labels: ["type"],
  },
  ewc_store_up: {
    type: "gauge",
    help: "1 after a successful write to the database, 0 while writes fail and are retried.",
    labels: [],
  },
  ewc_store_size_bytes: {
    type: "gauge",
    help: "Size of the database file and its journal in bytes.",
    labels: [],
  },
  ewc_data_folder_free_bytes: {
    type: "gauge",
    help: "Free space on the disk that holds the data folder, in bytes.",
    labels: [],
  },
} as const satisfies Record<string, MetricRules>;

export type MetricName = keyof typeof metrics;

/** One value, with exactly the labels of its metric. */
export type MetricSample = {
  [N in MetricName]: {
    name: N;
    labels: Record<(typeof metrics)[N]["labels"][number], string>;
    value: number;
  };
}[MetricName];

/** The threads that the event loop metrics distinguish. */
export type MeasuredThread = "web" | "engine";
