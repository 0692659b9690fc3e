/** Public documents that checks refer to. */
import type { CheckResult } from "@/lib/contracts/readiness/check-result";

type Reference = NonNullable<CheckResult["reference"]>;

const rfc = (number: number, title: string, section = ""): Reference => ({
  title: `RFC ${number}${section === "" ? "" : ` §${section}`}: ${title}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}`,
});

const ewcGuide = {
  title: "Embedded Wireless Controller configuration guide: Image Download",
  url: "https://www.cisco.com/c/en/us/td/docs/wireless/controller/ewc/17-3/config-guide/ewc_cg_17_3/image_download.html",
};
const recommendedReleases = {
  title: "Recommended Cisco IOS XE releases for wireless controllers",
  url: "https://www.cisco.com/c/en/us/support/docs/wireless/catalyst-9800-series-wireless-controllers/214749-tac-recommended-ios-xe-builds-for-wirele.html",
};
const ewcLimits = {
  title: "Cisco Embedded Wireless Controller on Catalyst Access Points: Specifications",
  url: "https://www.wifireference.com/2019/12/07/cisco-embedded-wireless-controller-on-catalyst-access-points/",
};
const predownload = {
  title: "Predownloading an image to an access point, IOS XE 17.12",
  url: "https://www.cisco.com/c/en/us/td/docs/wireless/controller/9800/17-12/config-guide/b_wl_17_12_cg/m_predwnld_image_ap_ewlc.html",
};

export const references = {
  tftp: rfc(1350, "The TFTP protocol", "4"),
  tftpErrors: rfc(1350, "The TFTP protocol", "5"),
  blockSize: rfc(2348, "TFTP blocksize option"),
  transferSize: rfc(2349, "TFTP transfer size option", "4"),
  hostKeys: rfc(4251, "The SSH protocol architecture", "4.1"),
  passwords: rfc(4252, "The SSH authentication protocol", "8"),
  privateAddresses: rfc(1122, "Requirements for Internet hosts", "3.2.1.3"),
  capwap: rfc(5415, "CAPWAP protocol specification", "3.5"),
  ewcGuide,
  ewcLimits,
  recommendedReleases,
  predownload,
} satisfies Record<string, Reference>;
