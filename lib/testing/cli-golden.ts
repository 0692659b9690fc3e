/** The state of a controller as the JSON of a golden file has it: what it leaves out has the fixture's default. */
import { z } from "zod";
import type { CliSessionRow, ControllerFacts, ProbeOutcome } from "@/lib/cli/ports";
import type { ApRow } from "@/lib/contracts/aps";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { ForwardingRow } from "@/lib/contracts/forwarding";
import { type JoinRecord, NO_JOINS } from "@/lib/contracts/joins";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import type { UploadedImage } from "@/lib/contracts/uploaded-images";
import { apRow } from "./ap-row";
import { CliFixture, controllerRow, forwardingRow, logLine, upgradeRow } from "./cli-fixture";

const partial = <T>() => z.custom<Partial<T>>().default({});

export const goldenStateSchema = z.strictObject({
  controller: partial<ControllerRow>(),
  upgrade: partial<UpgradeRow>(),
  aps: z.array(partial<ApRow>()).default([{}]),
  facts: partial<ControllerFacts>(),
  /** By the id of the access point. */
  joins: z.record(z.string(), z.custom<Partial<JoinRecord>>()).default({}),
  syslog: z.array(z.string()).default([]),
  install: z.array(z.string()).default([]),
  sessions: z.array(z.custom<CliSessionRow>()).default([]),
  probes: z.array(z.custom<ProbeOutcome>()).default([]),
  forwarding: z.custom<Partial<ForwardingRow>>().optional(),
  uploadedImages: z.array(z.custom<UploadedImage>()).default([]),
  storedSecret: z.string().nullable().default(null),
});

/** A controller in this state. */
export function goldenFixture(state: z.infer<typeof goldenStateSchema>): CliFixture {
  const fixture = new CliFixture({
    rows: {
      controller: [controllerRow(state.controller)],
      upgrade: [upgradeRow(state.upgrade)],
      aps: state.aps.map(apRow),
      uploadedImages: state.uploadedImages,
      forwarding: state.forwarding === undefined ? [] : [forwardingRow(state.forwarding)],
    },
    facts: state.facts,
    joins: Object.fromEntries(
      Object.entries(state.joins).map(([id, joins]) => [id, { ...NO_JOINS, ...joins }]),
    ),
    syslog: state.syslog.map((text, i) => logLine(i + 1, text)),
    install: state.install.map((text, i) => logLine(i + 1, text, "install")),
    sessions: state.sessions,
    storedSecret: state.storedSecret,
  });
  fixture.probeOutcomes = state.probes;
  return fixture;
}
