/** How a running lab answers the commands of profile, upgrade, access points and lab. */

import { profileCommands } from "@/lib/cli/render/profile-commands";
import type { Actor } from "@/lib/contracts/actor";
import type { Command, CommandAnswer } from "@/lib/contracts/commands";
import { fault } from "@/lib/contracts/fault";
import { changeProgress, reset } from "@/lib/contracts/predownload";
import { NO_VERSION } from "@/lib/contracts/versions";
import { replaceBackupRefusal } from "@/lib/controller/commitment";
import { modeRules } from "@/lib/controller/modes/all-rules";
import { activateRefusal, startRefusal } from "@/lib/controller/upgrade-machine";
import type { ApEvent } from "@/lib/fleet/ap-state";
import type { ImageSource } from "../image-download/context";
import { fixedSource, sourceOf } from "../image-download/image-source";
import { refuse, refuseIf } from "../refuse";
import { previewActivation, previewUpgrade } from "../upgrade/preview";
import type { UpgradeDriver } from "../upgrade/upgrade-driver";
import { refusalFor } from "./ap-actions";
import { apDetail } from "./ap-detail";
import { rebootAps } from "./ap-reboot";
import { changeEach, NO_SUCH_AP } from "./bulk";
import { labHandlers } from "./lab-commands";
import type { Persistence } from "./persistence";
import type { SimulationCommand } from "./ports";
import type { SimulatedAp } from "./simulated-ap";
import type { SimulationState } from "./simulation-state";

/** Commands that change or read the running lab; the others put another lab in its place (`lab-replacement.ts`). */
export type RunningCommand = Exclude<SimulationCommand, "lab.load" | "lab.reset">;
export type RunningHandlers = {
  [T in RunningCommand]: (command: Command<T>) => CommandAnswer<T> | Promise<CommandAnswer<T>>;
};

export type RunningPorts = {
  dispatch(ap: SimulatedAp, event: ApEvent): void;
  upgrade: UpgradeDriver;
  persistence: Persistence;
  saveProfile(source: ImageSource, by: Actor): void;
  onAdded(ap: SimulatedAp): void;
  onRemoved(aps: readonly SimulatedAp[]): void;
};

export const RELOADING = fault("conflict", "The controller is reloading.", "Wait until it is back.");

export function runningHandlers(simulation: SimulationState, ports: RunningPorts): RunningHandlers {
  const { upgrade, persistence } = ports;
  const flushed = () => persistence.flushed();
  const sourceFrom = (profile: Command<"profile.save">["profile"]) =>
    sourceOf(simulation.download, profile, simulation.profile.source);
  return {
    "profile.save": async ({ profile, actor }) => {
      const source = sourceFrom(profile);
      ports.saveProfile(source, actor);
      await flushed();
      return { profile: source.profile };
    },
    "profile.cli-lines": ({ profile }) => ({ lines: profileCommands(profile) }),
    "profile.accept-host-key": async ({ actor, ...accepted }) => {
      await simulation.knownHosts.accept(accepted, actor.name);
      simulation.rows.publishNow();
      return { fingerprint: accepted.fingerprint };
    },
    "profile.check-releases": ({ profile }) => simulation.releaseChecks.check(sourceFrom(profile)),
    "upgrade.preview": ({ profile }) => previewUpgrade(simulation, sourceFrom(profile)),
    "upgrade.start": async ({ profile, actor, rehearsal }) => {
      refuseIf(startRefusal(simulation.upgrade) ?? replaceBackupRefusal(simulation.controller));
      if (!simulation.controller.isUp) refuse(RELOADING);
      const source = sourceFrom(profile);
      const fixed = await fixedSource(simulation.download, source);
      // Another upgrade may have started while the server was asked.
      refuseIf(startRefusal(simulation.upgrade) ?? replaceBackupRefusal(simulation.controller));
      ports.saveProfile(source, actor);
      const upgradeId = upgrade.start(fixed, actor, rehearsal?.clockFactor ?? null);
      await flushed();
      return { upgradeId };
    },
    "upgrade.cancel": async ({ actor }) => {
      const upgradeId = upgrade.cancel(actor);
      await flushed();
      return { upgradeId };
    },
    "upgrade.activation-preview": () => {
      refuseIf(activateRefusal(simulation.upgrade));
      return previewActivation(simulation);
    },
    "upgrade.activate": async ({ actor, ...activation }) => {
      const upgradeId = upgrade.activate(activation, actor);
      await flushed();
      return { upgradeId };
    },
    "upgrade.commit": async ({ actor }) => {
      const version = upgrade.commitment.commit(actor.name);
      await flushed();
      return { version };
    },
    "ap.detail": ({ apId }) => apDetail(simulation, apOf(simulation, apId)),
    "ap.predownload": ({ apId }) => {
      predownloadOne(simulation, apOf(simulation, apId), ports);
      return { apId };
    },
    "ap.retry": ({ apIds }) =>
      changeEach(simulation, apIds, refusalFor("retry", simulation), (ap) =>
        predownloadOne(simulation, ap, ports),
      ),
    "ap.reboot": ({ apIds, actor }) => rebootAps(simulation, apIds, actor, ports.dispatch),
    "lab.clock": async ({ factor, actor }) => {
      simulation.ports.simulated.setFactor(factor);
      simulation.event({ type: "lab.changed", data: { what: `clock x${factor}`, by: actor.name } });
      upgrade.clockChanged();
      persistence.saveLab();
      simulation.rows.publishNow();
      await flushed();
      return { factor };
    },
    ...labHandlers(simulation, {
      dispatch: ports.dispatch,
      onAdded: ports.onAdded,
      onRemoved: ports.onRemoved,
      saveLab: () => persistence.saveLab(),
      flushed,
    }),
  };
}

function apOf(simulation: SimulationState, apId: string): SimulatedAp {
  return simulation.fleet.get(apId) ?? refuse(NO_SUCH_AP);
}

/** One access point gets its image by the saved profile, outside an upgrade's round. */
function predownloadOne(simulation: SimulationState, ap: SimulatedAp, { dispatch }: RunningPorts): void {
  refuseIf(refusalFor("predownload", simulation)(ap));
  const { upgrade } = simulation;
  const { profile } = simulation.profile;
  if (profile === null || ap.family === null) return;
  const version = upgrade.targetVersion ?? NO_VERSION;
  simulation.fleet.setProgress(
    ap,
    "apImage",
    changeProgress(reset(ap.state.predownload.apImage), { version }),
  );
  dispatch(ap, {
    type: "transfer-commanded",
    kind: "apImage",
    image: ap.family,
    method: modeRules[profile.mode].delivery.method,
    version,
  });
}
