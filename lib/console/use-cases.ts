/** What the web can do and ask, as functions for server actions and pages: each puts one question to the engine. */
import "server-only";
import type { Actor, CommandAnswers, CommandInput, CommandType } from "@/lib/contracts/commands";
import type { Answer } from "@/lib/contracts/fault";
import { engine } from "@/lib/engine/engine-client";

type Context = { actor: Actor };
type WithActor = { [T in CommandType]: CommandInput<T> extends { actor: unknown } ? T : never }[CommandType];

/** A command whose order carries who gave it. */
const ordered =
  <T extends WithActor>(type: T) =>
  (input: Omit<CommandInput<T>, "actor">, { actor }: Context): Promise<Answer<CommandAnswers[T]>> =>
    engine().ask(type, { ...input, actor } as unknown as CommandInput<T>);

/** A question that changes nothing. */
const asked =
  <T extends CommandType>(type: T) =>
  (input: CommandInput<T>): Promise<Answer<CommandAnswers[T]>> =>
    engine().ask(type, input);

export const saveProfile = ordered("profile.save");
export const acceptHostKey = ordered("profile.accept-host-key");
export const previewUpgrade = asked("upgrade.preview");
export const startUpgrade = ordered("upgrade.start");
export const cancelUpgrade = ordered("upgrade.cancel");
export const activationPreview = asked("upgrade.activation-preview");
export const activateUpgrade = ordered("upgrade.activate");
export const apDetail = asked("ap.detail");
export const predownloadAp = ordered("ap.predownload");
export const rebootAps = ordered("ap.reboot");
export const removeImageSet = ordered("images.remove");
export const renameImageSet = ordered("images.rename");
export const cancelImport = ordered("images.cancel-import");
export const transferHistory = asked("transfers.history");
export const abortTransfer = ordered("transfers.abort");
export const saveServerSettings = ordered("servers.save-settings");
export const startServer = ordered("servers.start");
export const stopServer = ordered("servers.stop");
export const disconnectClient = ordered("servers.disconnect");
export const releaseBlock = ordered("servers.release-block");
export const recreateHostKeys = ordered("servers.recreate-host-key");
export const importWaitingBundle = ordered("servers.import-bundle");
export const saveSftpUser = ordered("sftp-users.save");
export const removeSftpUser = ordered("sftp-users.remove");
export const revealSftpPassword = ordered("sftp-users.reveal");
export const readLog = asked("logs.read");
export const saveForwarding = ordered("forwarding.save");
export const testForwarding = ordered("forwarding.test");
export const readTimeline = asked("timeline.read");
export const openTerminal = ordered("terminal.open");
export const sendToTerminal = ordered("terminal.input");
export const readTerminal = ordered("terminal.read");
export const resizeTerminal = ordered("terminal.resize");
export const closeTerminal = ordered("terminal.close");
export const setLabClock = ordered("lab.clock");
export const addLabAps = ordered("lab.add-aps");
export const removeLabAps = ordered("lab.remove-aps");
export const setLabVersion = ordered("lab.set-version");
export const setLabBehavior = ordered("lab.set-behavior");
export const scatterLabFaults = ordered("lab.scatter-faults");
export const labBehaviors = asked("lab.behaviors");
export const setServerFaults = ordered("lab.set-server-faults");
export const setLabPolicy = ordered("lab.set-policy");
export const readListing = asked("lab.read-listing");
export const importListing = ordered("lab.import");
export const exportLab = asked("lab.export");
export const loadLab = ordered("lab.load");
export const resetLab = ordered("lab.reset");
export const engineInfo = asked("engine.info");
