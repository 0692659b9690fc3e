/** The server on a network of its own: several addresses, a firewall, and packets that are larger than the MTU. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { NamespaceServer } from "@/lib/testing/namespace-peer";
import { type NetworkNamespaces, networkNamespaces, whyNoNamespaces } from "@/lib/testing/network-namespaces";
import { sha256 } from "@/lib/testing/tftp-lab";

const absent = whyNoNamespaces();

describe.skipIf(absent !== null)(`between two hosts${absent === null ? "" : ` (skipped: ${absent})`}`, () => {
  const content = randomBytes(600_000);
  let network: NetworkNamespaces;
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), "tftp-network-"));
    await writeFile(path.join(root, "image"), content);
    network = networkNamespaces(["10.77.0.1/24", "10.77.0.2/24", "fd77::1/64", "fd77::2/64"]);
  });
  afterEach(async () => await network.stopServing());
  afterAll(async () => {
    await network.remove();
    await rm(root, { recursive: true });
  });

  const serve = (settings: Partial<NamespaceServer>) =>
    network.serve({
      root,
      engine: inject("udpEngine") === "system-calls" ? "auto" : "dgram",
      address: "0.0.0.0",
      dataPorts: "",
      singlePort: false,
      ...settings,
    });
  const fetch = (server: string, blockSize = 1428, windowSize = 4) =>
    network.fetch({ server, path: "image", blockSize, windowSize });
  const intact = (blockSize = 1428) => ({ fault: null, sha256: sha256(content), blockSize });

  test.each([
    ["0.0.0.0", ["10.77.0.1", "10.77.0.2"]],
    ["::", ["fd77::1", "fd77::2", "10.77.0.1", "10.77.0.2"]],
  ])("a server on %s answers from each address that is asked", async (address, asked) => {
    await serve({ address });
    for (const server of asked) expect(await fetch(server)).toEqual(intact());
  });

  test("in single-port mode, a server on all addresses answers from the one that is asked", async () => {
    await serve({ singlePort: true });
    for (const server of ["10.77.0.1", "10.77.0.2"]) expect(await fetch(server)).toEqual(intact());
  });

  test("blocks of 8,192 bytes arrive intact over an MTU of 1,500, in windows and one by one", async () => {
    await serve({});
    for (const windowSize of [1, 7]) expect(await fetch("10.77.0.1", 8192, windowSize)).toEqual(intact(8192));
  });

  test("blocks of 8,192 bytes arrive intact over an MTU of 1,500 in single-port mode", async () => {
    await serve({ singlePort: true });
    expect(await fetch("10.77.0.2", 8192, 7)).toEqual(intact(8192));
  });

  describe("through a firewall that lets in only answers", () => {
    test("nothing arrives from a data port", async () => {
      network.closeClient();
      await serve({});
      expect(await fetch("10.77.0.2")).toMatchObject({ fault: "timed-out" });
    });

    test("single-port mode transfers the file", async () => {
      network.closeClient();
      await serve({ singlePort: true });
      expect(await fetch("10.77.0.2")).toEqual(intact());
    });

    test("a range of data ports transfers the file when the firewall lets this range in", async () => {
      network.closeClient("20000-20009");
      await serve({ dataPorts: "20000-20009" });
      expect(await fetch("10.77.0.2")).toEqual(intact());
    });
  });
});
