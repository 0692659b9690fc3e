/** The registry of the server doctor: everything it knows about each kind of file. */
import type { DoctorKind } from "@/lib/contracts/doctor";
import type { KindModule } from "./rule";
import { atftpd } from "./rules/atftpd";
import { dnsmasq } from "./rules/dnsmasq";
import { listing } from "./rules/listing";
import { sockets } from "./rules/sockets";
import { sshConfig, sshdConfig, vsftpd } from "./rules/sshd";
import { tftpdHpa } from "./rules/tftpd-hpa";
import { tftpdMap } from "./rules/tftpd-map";
import { tftpd64 } from "./rules/tftpd64";

/** Only a module's own rules get what it parsed, so the type does not matter here. */
export const kindModules: Record<DoctorKind, KindModule<unknown>> = {
  "tftpd-hpa": tftpdHpa,
  "tftpd-map": tftpdMap,
  dnsmasq,
  atftpd,
  tftpd64,
  "sshd-config": sshdConfig,
  "ssh-config": sshConfig,
  vsftpd,
  listing,
  sockets,
};
