/** Small labs for wire tests of a whole engine: the addresses of an access point follow from its number. */
import type { LabInput } from "@/lib/contracts/lab";

/** The version that controller and access points run at first. */
export const OLD_VERSION = "17.9.4.27";

/** `ap-1`, `ap-2` ... of these models. */
export const numberedAps = (models: readonly string[]) =>
  models.map((model, i) => ({
    name: `ap-${i + 1}`,
    model,
    ip: `172.16.9.${i + 1}`,
    radioMac: `0000.0000.00${i + 1}0`,
    ethernetMac: `0000.0000.00${i + 1}1`,
    running: OLD_VERSION,
  })) satisfies LabInput["aps"];

/** {@link numberedAps}, with the controller on `ap-1` and a clock that is 60 times as fast. */
export const numberedLab = (models: readonly string[], name = "lab-EWC") =>
  ({
    controller: { name, ip: "172.16.9.9", running: OLD_VERSION, ap: "ap-1", ownImageBytes: 65_536 },
    aps: numberedAps(models),
    clockFactor: 60,
  }) satisfies LabInput;
