/** `/api/v1`: the HTTP API of scripts. The operations are in `lib/contracts/api`; `/api/v1/openapi.json` describes them. */
import { apiRoute } from "@/lib/console/api/api-route";

export const dynamic = "force-dynamic";

export const GET = apiRoute;
export const HEAD = apiRoute;
export const POST = apiRoute;
export const PUT = apiRoute;
export const PATCH = apiRoute;
export const DELETE = apiRoute;
