/** An image download profile as names and values, without secrets, for pages and documents. */
import { modeContracts } from "./modes/mode-contracts";
import { isParallel, locationOf, loginOf, type Profile, uploadOf } from "./profile";

/** In the order of the form. What a mode does not have is left out. */
export function profileFacts(profile: Profile): { name: string; value: string }[] {
  const { label, server, takes } = modeContracts[profile.mode];
  const location = locationOf(profile);
  const login = loginOf(profile);
  const upload = uploadOf(profile);
  const taken = (takes as ((of: Profile) => string | null) | undefined)?.(profile) ?? null;
  return [
    { name: "Mode", value: label },
    ...(location === null
      ? []
      : [
          { name: "Image server", value: location.imageServer },
          { name: "Image path", value: location.imagePath === "" ? "/" : location.imagePath },
        ]),
    ...(server === null || location === null
      ? []
      : [
          {
            name: "Port",
            // Automatic is the standard port, or that of our own server where the address is ours.
            value:
              location.servicePort === null ? "Automatic" : `${server.transport} ${location.servicePort}`,
          },
        ]),
    ...(login === null ? [] : [{ name: "User", value: login.userName }]),
    ...(upload === null ? [] : [{ name: "Uploaded image", value: upload }]),
    ...(taken === null ? [] : [{ name: "Takes", value: taken }]),
    { name: "Parallel Mode", value: isParallel(profile) ? "On" : "Off" },
  ];
}
