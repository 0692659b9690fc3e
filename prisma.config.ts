/** Settings of Prisma's command line. Only `npm start` and `npm test` run it, to generate the client. */
import { defineConfig } from "prisma/config";

// `prisma generate` does not need the schema engine, but downloads it first. Any existing program satisfies it, so a
// machine without internet access can generate the client.
if (process.argv.includes("generate")) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
