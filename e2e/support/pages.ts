/** All pages of the console: the one list for checks that every page must pass, and for `npm run bench -- lighthouse`. */
import { navigation } from "../../components/navigation/pages";

/** One access point of the demo lab. */
const AN_ACCESS_POINT = "/monitoring/access-points/6c41.0e22.10a0";

/** The page of the first run. It exists once an upgrade was started. */
export const FIRST_RUN = "/runs/1";

/** Comparing works without a run: it asks for two. */
const COMPARE = "/runs/compare";

/** Every page that a console without a run has. */
export const everyPage: readonly string[] = [
  ...navigation.flatMap((group) => group.pages.map((page) => page.href)),
  AN_ACCESS_POINT,
  COMPARE,
];
