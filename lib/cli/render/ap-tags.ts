/** The tags of access points: the lab has no others than the default ones. */
export const AP_TAGS = {
  site: "default-site-tag",
  policy: "default-policy-tag",
  rf: "default-rf-tag",
} as const;
