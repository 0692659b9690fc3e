/** What this program knows about its own software download service, for those who use it on the operator's behalf. */
import type { ServerPlace } from "@/lib/contracts/own-servers";
import type { CatalogPeer } from "./catalog-client";

/** What this program knows about the accounts of its own service. */
export type OwnCatalogUsers = {
  /** The password that this program generated, for use on the operator's behalf; null for any other. */
  passwordOf(user: string): string | null;
  /** Enabled accounts whose generated password is stored. */
  usersWithGeneratedPassword(): readonly string[];
};

/** Our own service, while it is enabled. */
export type OwnCatalog = ServerPlace &
  OwnCatalogUsers & {
    /** Origin of the service for a client on this host, like `https://127.0.0.1:8443`. */
    baseUrl: string;
    /** PEM certificate of the authority that signs the service's certificate; empty before its first start. */
    trustedAuthorities: readonly string[];
  };

/** Faults from Lab that are on the client's side of the wire. */
export type CatalogClientFaults = NonNullable<CatalogPeer["faults"]>;
