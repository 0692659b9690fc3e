/** Our client against our service: releases, downloads, resumption, and each fault that Lab can inject. */
import { createServer as createTcp } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FaultError, fault } from "@/lib/contracts/fault";
import { type CatalogRig, IMAGE_BYTES, startCatalogRig } from "@/lib/testing/catalog-rig";
import { type CatalogPeer, downloadImage, type ReleaseQuery, readReleases } from "./catalog-client";

let rig: CatalogRig;
beforeEach(async () => {
  rig = await startCatalogRig();
});
afterEach(() => rig.stop());

const query = (wanted: ReleaseQuery["wanted"] = "all"): ReleaseQuery => ({
  pid: "C9105AXI-B",
  currentRelease: "17.9.4.27",
  wanted,
});

/** Downloads an image and keeps what the client reports. */
async function download(
  name = "ap1g8",
  more: { peer?: Partial<CatalogPeer>; resumes?: number; onProgress?: (bytes: number) => void } = {},
) {
  const pieces: Buffer[] = [];
  const bound: number[] = [];
  const announced: (number | null)[] = [];
  const result = await downloadImage(rig.peer(more.peer), {
    url: rig.imageUrl(name),
    ...(more.resumes !== undefined && { resumes: more.resumes }),
    sink: (piece) => void pieces.push(Buffer.from(piece)),
    onBound: (_address, port) => void bound.push(port),
    onAnnounced: (size) => void announced.push(size),
    onProgress: (bytes) => more.onProgress?.(bytes),
  });
  return { result, bytes: Buffer.concat(pieces), bound, announced };
}
const faultOf = (answer: { ok: true } | { ok: false; fault: { code: string } }) =>
  answer.ok ? null : answer.fault.code;
const releaseFault = async (peer: Partial<CatalogPeer> = {}) =>
  faultOf(await readReleases(rig.peer(peer), query()));
const downloadFault = async (more: Parameters<typeof download>[1] = {}) =>
  faultOf((await download("ap1g8", more)).result);

test("reads the releases with their images, sizes and hashes, and which are suggested and latest", async () => {
  const answer = await readReleases(rig.peer(), query());
  const image = (name: string) => ({
    name,
    version: "17.12.1.5",
    sizeBytes: IMAGE_BYTES,
    sha512: rig.sha512,
    url: rig.imageUrl(name),
  });
  expect(answer).toEqual({
    ok: true,
    value: [
      { release: "17.12.1.5", isSuggested: true, isLatest: true, images: [image("ap1g8"), image("ap1g7")] },
    ],
  });
});

test("reads every page of a long list, and only what is asked for", async () => {
  await rig.stop();
  rig = await startCatalogRig({ more: 60 });
  const releasesOf = async (wanted: ReleaseQuery["wanted"]) => {
    const answer = await readReleases(rig.peer(), query(wanted));
    return answer.ok ? answer.value.map(({ release }) => release) : answer.fault;
  };
  expect(await releasesOf("all")).toEqual(rig.releases.map(({ release }) => release));
  expect(rig.lines.filter(({ text }) => text.includes("pidrelease")).length).toBe(3);
  expect(await releasesOf("latest")).toEqual(["17.12.1.5"]);
  expect(await releasesOf("suggested")).toEqual(["17.9.255.1"]);
  expect(await releasesOf({ release: "17.9.200.1" })).toEqual(["17.9.200.1"]);
  expect(await releasesOf({ release: "1.1.1.1" })).toEqual([]);
});

test("downloads an image; its row names the account, the path and the client's port", async () => {
  const { result, bytes, bound, announced } = await download();
  expect(result).toEqual({
    ok: true,
    bytes: IMAGE_BYTES,
    announcedSize: IMAGE_BYTES,
    localAddress: "127.0.0.1",
    localPort: bound[0],
  });
  expect(bytes.equals(rig.image)).toBe(true);
  expect(announced).toEqual([IMAGE_BYTES]);
  await rig.until(() => rig.ended.length === 1);
  expect(rig.ended[0]).toMatchObject({
    protocol: "http",
    direction: "send",
    user: "ewc",
    path: "EWC_17_12_1/ap1g8",
    size: IMAGE_BYTES,
    bytes: IMAGE_BYTES,
    outcome: "complete",
    client: { address: "127.0.0.1", port: bound[0] },
  });
});

test("connects from the local address that it is given", async () => {
  const { result } = await download("ap1g8", { peer: { localAddress: "127.9.9.9" } });
  expect(result).toMatchObject({ ok: true, localAddress: "127.9.9.9" });
  await rig.until(() => rig.ended.length === 1);
  expect(rig.ended[0]?.client.address).toBe("127.9.9.9");
});

test("clients that start at the same time share one sign-in, and a token that was revoked is replaced", async () => {
  const signIns = () => rig.lines.filter(({ text }) => text.includes("/oauth2/token")).length;
  await Promise.all(Array.from({ length: 10 }, () => download()));
  await rig.until(() => rig.ended.length === 10);
  expect(signIns()).toBe(1);
  rig.server.disconnectAccount("ewc");
  expect((await download()).bytes.equals(rig.image)).toBe(true);
  await rig.until(() => rig.ended.length === 11);
  expect(signIns()).toBe(2);
});

test("an aborted download ends at once, and its row says that the client left", async () => {
  const abort = new AbortController();
  await rig.setFaults({ bytesPerSecond: 100_000 });
  const { result } = await download("ap1g8", {
    peer: { signal: abort.signal },
    onProgress: () => abort.abort(),
  });
  expect(result).toMatchObject({ ok: false, fault: { code: "aborted" } });
  await rig.until(() => rig.ended.length === 1);
  expect(rig.ended[0]).toMatchObject({ outcome: "aborted", cause: { code: "aborted" } });
});

test("a download that the operator aborts ends on both sides", async () => {
  await rig.setFaults({ bytesPerSecond: 100_000 });
  const { result } = await download("ap1g8", {
    resumes: 0,
    onProgress: () => void rig.registry.abort(rig.registry.rows()[0]?.id ?? ""),
  });
  expect(result).toMatchObject({ ok: false, fault: { code: "server-gone" } });
  await rig.until(() => rig.ended.length === 1);
  expect(rig.ended[0]).toMatchObject({
    outcome: "aborted",
    cause: { message: "Aborted by the operator." },
  });
});

test("an error of the sink is the fault of the download", async () => {
  const result = await downloadImage(rig.peer(), {
    url: rig.imageUrl(),
    sink: () => {
      throw new FaultError(fault("disk-full"));
    },
    onBound: () => undefined,
    onAnnounced: () => undefined,
    onProgress: () => undefined,
  });
  expect(result).toEqual({ ok: false, fault: { code: "disk-full", message: "No space left on device" } });
});

describe("accounts", () => {
  test("a wrong password, an unknown account and a disabled one are refused alike", async () => {
    expect(await releaseFault({ password: "wrong" })).toBe("authentication-failed");
    expect(await releaseFault({ userName: "nobody" })).toBe("authentication-failed");
    expect(await releaseFault({ userName: "disabled" })).toBe("authentication-failed");
    await rig.until(() => rig.refused()["wrong account"] === 3);
  });

  test("an account without a contract reads the releases and downloads nothing", async () => {
    expect(await releaseFault({ userName: "visitor" })).toBe(null);
    expect(await downloadFault({ peer: { userName: "visitor" } })).toBe("not-entitled");
  });

  test("an account that has not accepted the agreement downloads nothing", async () => {
    expect(await downloadFault({ peer: { userName: "undecided" } })).toBe("agreement-required");
  });

  test("an address with too many failed sign-ins is told to come back later", async () => {
    await rig.stop();
    rig = await startCatalogRig({ settings: { blockAfterFailures: 2 } });
    await releaseFault({ password: "wrong" });
    await releaseFault({ password: "wrong again" });
    expect(await releaseFault()).toBe("busy");
    await rig.until(() => rig.refused()["address blocked"] === 1);
  });
});

describe("faults from Lab", () => {
  test("'refusesAccounts' also ends what an earlier sign-in allowed", async () => {
    expect(await releaseFault()).toBe(null);
    await rig.setFaults({ refusesAccounts: true });
    expect(await releaseFault()).toBe("authentication-failed");
    expect(await downloadFault()).toBe("authentication-failed");
    await rig.setFaults(null);
    expect(await downloadFault()).toBe(null);
  });

  test("'deniesContract' and 'requiresAgreement' refuse downloads of every account", async () => {
    await rig.setFaults({ deniesContract: true });
    expect(await downloadFault()).toBe("not-entitled");
    await rig.setFaults({ requiresAgreement: true });
    expect(await downloadFault()).toBe("agreement-required");
  });

  test("on the client's side, the name does not resolve or the proxy refuses, and the service hears nothing", async () => {
    expect(await releaseFault({ faults: { nameDoesNotResolve: true } })).toBe("name-not-resolved");
    expect(await releaseFault({ faults: { proxyRefuses: true } })).toBe("proxy-refused");
    expect(await downloadFault({ peer: { faults: { proxyRefuses: true } } })).toBe("proxy-refused");
    expect(rig.lines).toEqual([]);
  });

  test("'untrustedCertificate' shows a certificate that the client does not trust, until it is removed", async () => {
    await rig.setFaults({ untrustedCertificate: true });
    expect(await releaseFault()).toBe("certificate-not-trusted");
    await rig.setFaults(null);
    expect(await releaseFault()).toBe(null);
  });

  test("'withdrawn' takes a release out of the list and refuses its download", async () => {
    await rig.setFaults({ withdrawn: "17.12.1.5" });
    expect(await readReleases(rig.peer(), query())).toEqual({ ok: true, value: [] });
    expect(await downloadFault()).toBe("release-withdrawn");
    await rig.setFaults({ withdrawn: "ap1g7" });
    const answer = await readReleases(rig.peer(), query());
    expect(answer).toMatchObject({ ok: true, value: [{ images: [{ name: "ap1g8" }] }] });
    expect(await downloadFault()).toBe(null);
  });

  test("a release that is withdrawn in the middle of a download ends it, and is not resumed", async () => {
    await rig.setFaults({ bytesPerSecond: 400_000 });
    const { result } = await download("ap1g8", {
      onProgress: () => void rig.setFaults({ withdrawn: "EWC_17_12_1" }),
    });
    expect(faultOf(result)).toBe("release-withdrawn");
    await rig.until(() => rig.ended.length === 1);
    expect(rig.ended[0]).toMatchObject({ outcome: "failed", cause: { code: "release-withdrawn" } });
  });

  test("'missing' and 'denied' refuse the image by name, 'corrupts' alters bytes and keeps the size", async () => {
    await rig.setFaults({ missing: "17.12.1.5/ap1g8", denied: "EWC_17_12_1/ap1g7" });
    expect(await downloadFault()).toBe("file-not-found");
    expect(faultOf((await download("ap1g7")).result)).toBe("access-violation");
    await rig.setFaults({ corrupts: "ap1g8" });
    const { result, bytes } = await download();
    expect(result).toMatchObject({ ok: true, bytes: IMAGE_BYTES });
    expect(bytes.equals(rig.image)).toBe(false);
  });

  test("'stopsAtPercent' breaks the connection at that percentage each time", async () => {
    await rig.setFaults({ stopsAtPercent: 40 });
    const { result, bytes, bound } = await download("ap1g8", { resumes: 1 });
    expect(faultOf(result)).toBe("server-gone");
    expect(bytes.equals(rig.image.subarray(0, IMAGE_BYTES * 0.4))).toBe(true);
    expect(bound.length).toBe(2);
    await rig.until(() => rig.ended.length === 2);
    expect(rig.ended[0]).toMatchObject({ outcome: "failed", bytes: IMAGE_BYTES * 0.4 });
  });

  test("'truncates' announces the whole size and never sends the last part", async () => {
    await rig.setFaults({ truncates: "ap1g8" });
    const { result, bytes, announced } = await download();
    expect(announced).toEqual([IMAGE_BYTES]);
    expect(faultOf(result)).toBe("size-mismatch");
    expect(bytes.length).toBe(IMAGE_BYTES * 0.875);
  });

  test("a broken download resumes by range, and every byte arrives once", async () => {
    await rig.setFaults({ stopsAtPercent: 40 });
    const { result, bytes, bound, announced } = await download("ap1g8", {
      onProgress: (sum) => void (sum === IMAGE_BYTES * 0.4 && rig.setFaults(null)),
    });
    expect(result).toMatchObject({ ok: true, bytes: IMAGE_BYTES });
    expect(bytes.equals(rig.image)).toBe(true);
    expect(bound.length).toBe(2);
    expect(announced).toEqual([IMAGE_BYTES]);
    await rig.until(() => rig.ended.length === 2);
    expect(rig.ended[1]).toMatchObject({ outcome: "complete", size: IMAGE_BYTES * 0.6 });
    expect(rig.lines.some(({ text }) => / 206 360000 /.test(text))).toBe(true);
  });

  test("'refusesResume' sends the whole file again, and every byte still arrives once", async () => {
    await rig.setFaults({ stopsAtPercent: 40 });
    const { result, bytes } = await download("ap1g8", {
      onProgress: (sum) => void (sum === IMAGE_BYTES * 0.4 && rig.setFaults({ refusesResume: true })),
    });
    expect(result).toMatchObject({ ok: true, bytes: IMAGE_BYTES });
    expect(bytes.equals(rig.image)).toBe(true);
    expect(rig.ended.at(-1)).toMatchObject({ size: IMAGE_BYTES });
  });

  test("a silent service makes the client time out; one that falls silent in the middle is gone", async () => {
    await rig.setFaults({ down: "silent" });
    expect(await releaseFault({ timeoutMs: 300 })).toBe("timed-out");
    await rig.setFaults(null);
    const { result } = await download("ap1g8", {
      peer: { timeoutMs: 1500 },
      onProgress: () => void rig.setFaults({ down: "silent" }),
    });
    expect(faultOf(result)).toBe("server-gone");
  });

  test("a service that was silent answers those who still wait", async () => {
    await rig.setFaults({ down: "silent" });
    const waiting = readReleases(rig.peer(), query());
    await rig.setFaults(null);
    expect((await waiting).ok).toBe(true);
  });
});

describe("servers that are not this service", () => {
  test("nobody listens, or somebody who does not speak TLS", async () => {
    const tcp = createTcp((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
    const { port } = tcp.address() as { port: number };
    expect(await releaseFault({ baseUrl: `https://127.0.0.1:${port}` })).toBe("protocol-error");
    await new Promise((resolve) => tcp.close(resolve));
    expect(await releaseFault({ baseUrl: `https://127.0.0.1:${port}` })).toBe("connection-refused");
    expect(await releaseFault({ baseUrl: `http://127.0.0.1:${rig.port}` })).toBe("bad-input");
  });

  test("a service whose authority is not trusted gets no password", async () => {
    expect(await releaseFault({ trustedAuthorities: [] })).toBe("certificate-not-trusted");
    expect(rig.lines).toEqual([]);
  });

  test("a name that does not exist is reported as such", async () => {
    expect(await releaseFault({ baseUrl: "https://catalog.invalid" })).toBe("name-not-resolved");
  });
});
