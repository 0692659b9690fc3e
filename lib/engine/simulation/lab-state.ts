/** The settings of the lab, which the operator may change while it runs. */
import type { Lab } from "@/lib/contracts/lab";

export class LabState {
  #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** All settings, as a lab file has them. */
  get settings(): Lab {
    return this.#lab;
  }
  get controller(): Lab["controller"] {
    return this.#lab.controller;
  }
  get startPolicy(): Lab["startPolicy"] {
    return this.#lab.startPolicy;
  }
  get transfer(): Lab["transfer"] {
    return this.#lab.transfer;
  }
  get serverFaults(): Lab["serverFaults"] {
    return this.#lab.serverFaults;
  }

  renameController(name: string): void {
    this.#lab = { ...this.#lab, controller: { ...this.#lab.controller, name } };
  }
  /** @param keepsSessions whether sessions of the command line survive a reload */
  setKeepsSessions(keepsSessions: boolean): void {
    this.#lab = { ...this.#lab, controller: { ...this.#lab.controller, keepsSessions } };
  }
  setPolicy(startPolicy: Lab["startPolicy"], transfer: Lab["transfer"]): void {
    this.#lab = { ...this.#lab, startPolicy, transfer };
  }
  setServerFaults(serverFaults: Lab["serverFaults"]): void {
    this.#lab = { ...this.#lab, serverFaults };
  }
}
