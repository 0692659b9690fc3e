/** Where the images of a profile are on the network: what URLs are built of. */

export type ImageLocation = {
  /** An IPv4 or IPv6 address, or a host name in modes that resolve names. */
  imageServer: string;
  /** Normalized; the server's root is the empty string. */
  imagePath: string;
};
export type ServerLocation = ImageLocation & {
  /** Null means automatic. */
  servicePort: number | null;
};
