#!/usr/bin/env bash
# Upgrades the fleet over RESTCONF with curl and jq: profile, install, wait, activate, wait, commit.
#   EWC=http://127.0.0.1:3000 EWC_USER=admin EWC_PASSWORD=... SERVER=127.0.0.1 FOLDER=/EWC_17_12_1 ./restconf-upgrade.sh
set -euo pipefail
type=application/yang-data+json
cfg=Cisco-IOS-XE-wireless-image-download-cfg
oper=Cisco-IOS-XE-wireless-access-point-oper
rpc=Cisco-IOS-XE-install-rpc
id=upgrade-$(date +%s)-$$

# Prints the body of the response; fails if the request is refused.
ask() {
  local method=$1 path=$2 body=${3:-}
  curl --silent --show-error --fail-with-body --user "$EWC_USER:$EWC_PASSWORD" --request "$method" \
    --header "Accept: $type" ${body:+--header "Content-Type: $type" --data "$body"} "$EWC/restconf/$path"
}
# Prints only the HTTP status.
status() { curl --silent --output /dev/null --write-out '%{http_code}' --user "$EWC_USER:$EWC_PASSWORD" "$EWC/restconf"; }
wait_a_moment() { sleep "${INTERVAL:-5}"; }

ask PATCH "data/$cfg:image-download-cfg-data/image-download-profiless/image-download-profiles=default" \
  "{\"$cfg:image-download-profiles\": {\"tftp-image-server\": \"$SERVER\", \"tftp-image-path\": \"$FOLDER\"}}"
ask POST "operations/$rpc:install" "{\"$rpc:input\": {\"uuid\": \"$id-install\", \"name\": \"default\"}}"

# Ready when every joined access point has its image and the controller image has been copied.
until ask GET "data/$oper:access-point-oper-data?fields=predownload-data/pred-status;ewlc-mewlc-predownload-rec/pred-state" |
  jq --exit-status --arg of "$oper:access-point-oper-data" '.[$of]
    | (."predownload-data" | all(."pred-status" == "pre-dwnld-complete"))
      and ."ewlc-mewlc-predownload-rec"."pred-state" == "ewc-ctrl-predwnld-complete"' > /dev/null; do
  wait_a_moment
done

ask POST "operations/$rpc:activate" "{\"$rpc:input\": {\"uuid\": \"$id-activate\", \"name\": \"default\"}}"
echo "status during the reload: $(status)"
until [ "$(status)" = 200 ]; do wait_a_moment; done

# The version that each access point reported when it joined. An empty list has no body.
joined() { ask GET "data/$oper:access-point-oper-data/capwap-data" | jq --raw-output '.[] | .[] | ."device-detail"."wtp-version"."sw-version"'; }
until [ "$(joined | wc -l)" -ge "${APS:-1}" ]; do wait_a_moment; done
joined | sort | uniq --count
ask POST "operations/$rpc:install-commit" "{\"$rpc:input\": {\"uuid\": \"$id-commit\"}}"
ask GET data/Cisco-IOS-XE-install-oper:install-oper-data/install-location-information |
  jq --raw-output '.[] | .[0]."install-version-info"[0] | "\(.version) \(.current)"'
