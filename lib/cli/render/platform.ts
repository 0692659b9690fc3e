/** Sizes of the simulated controller's hardware, as captured on a C9124AXE, and its only interface. */

/** Kilobytes. */
export const PLATFORM_KB = {
  processorMemory: 167_216,
  configurationMemory: 2048,
  physicalMemory: 1_813_640,
  apImages: 100_000,
  backupImage: 513_300,
  bootflash: 7_774_207,
  tempTrace: 25_000,
} as const;

export const CONFIGURATION_REGISTER = "0x2102";

/** The management interface of an embedded controller. */
export const MANAGEMENT_INTERFACE = "GigabitEthernet0";

/** The lab has no subnets: each address is in a network of this size. */
export const NETWORK = { prefix: 24, mask: "255.255.255.0" } as const;
