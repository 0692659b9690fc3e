import { beforeAll, describe, expect, it } from "vitest";
import { z as real } from "zod";
import { z as deferred } from "./deferred-zod";
import { LOADER, type SchemaLoader } from "./schema-loader";

const z = deferred as unknown as typeof real;
const loader = (deferred as unknown as { [LOADER]: SchemaLoader })[LOADER];

/** What the contracts do with zod: records, unions, extension, transformation, refinement, and lists of schemas. */
function schemasOf(zod: typeof real) {
  const name = zod
    .string()
    .trim()
    .min(1, "Enter a name.")
    .transform((text) => text.toLowerCase());
  const port = zod.union([zod.null(), zod.coerce.number().int().max(65_535)], { error: "Enter a port." });
  const fields = { name, port: port.default(null) };
  const tftp = zod.object({ mode: zod.literal("tftp"), ...fields });
  const sftp = tftp.omit({ mode: true }).extend({ mode: zod.literal("sftp"), user: zod.string() });
  return {
    profile: zod.discriminatedUnion("mode", [tftp, sftp]),
    user: zod.string().pipe(sftp.shape.user),
    even: zod.array(zod.int().refine((n) => n % 2 === 0, "Enter an even number.")).max(2),
    record: zod.record(zod.enum(["a", "b"]), zod.boolean()),
    partial: zod.object(fields).partial(),
  };
}

const early = schemasOf(z);

describe("before zod is loaded", () => {
  it("schemas can be made, and a result of one is refused", () => {
    expect(loader.isLoaded()).toBe(false);
    expect(() => "success" in z.string().safeParse("a")).toThrow("A schema is used before zod is loaded.");
  });
});

describe("once zod is loaded", () => {
  beforeAll(() => loader.load());

  const inputs = [
    { mode: "tftp", name: " A ", port: "69" },
    { mode: "sftp", name: "b", user: "ewc" },
    { mode: "sftp", name: "", port: 70_000 },
    { mode: "http" },
    ["x"],
    [2, 4],
    [1],
    [2, 4, 6],
    { a: true, b: false },
    "ewc",
    null,
  ];

  it("schemas that were made before give the same results and messages as zod's own", () => {
    const own = schemasOf(real);
    for (const name of Object.keys(own) as (keyof typeof own)[])
      for (const input of inputs) {
        const { success, data, error } = early[name].safeParse(input);
        const expected = own[name].safeParse(input);
        expect(success).toBe(expected.success);
        expect(data).toEqual(expected.data);
        expect(error?.issues).toEqual(expected.error?.issues);
      }
  });

  it("a schema that is made after that takes one that was made before", () => {
    const both = z.object({ profile: early.profile, users: z.array(early.user) });
    expect(both.parse({ profile: { mode: "tftp", name: "A" }, users: ["x"] })).toEqual({
      profile: { mode: "tftp", name: "a", port: null },
      users: ["x"],
    });
  });
});
