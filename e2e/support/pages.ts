/** All pages of the console: the one list for checks that every page must pass. */
import { navigation } from "../../components/navigation/pages";

/** One access point of the demo lab. */
const AN_ACCESS_POINT = "/monitoring/access-points/6c41.0e22.10a0";

export const everyPage: readonly string[] = [
  ...navigation.flatMap((group) => group.pages.map((page) => page.href)),
  AN_ACCESS_POINT,
];
