"""Upgrades the fleet over RESTCONF with requests. EWC, EWC_USER, EWC_PASSWORD, SERVER and FOLDER come from the environment."""
import os
import time
import uuid

import requests

CFG = "Cisco-IOS-XE-wireless-image-download-cfg"
OPER = "Cisco-IOS-XE-wireless-access-point-oper"
RPC = "Cisco-IOS-XE-install-rpc"
PROFILE = f"data/{CFG}:image-download-cfg-data/image-download-profiless/image-download-profiles=default"

session = requests.Session()
session.auth = (os.environ["EWC_USER"], os.environ["EWC_PASSWORD"])
session.headers.update({"Accept": "application/yang-data+json", "Content-Type": "application/yang-data+json"})
root = os.environ["EWC"] + "/restconf"
interval = float(os.environ.get("INTERVAL", "5"))


def ask(method, path, body=None):
    answer = session.request(method, f"{root}/{path}", json=body)
    if not answer.ok:
        raise SystemExit(f"{method} {path}: {answer.json()['ietf-restconf:errors']['error'][0]['error-message']}")
    return answer.json() if answer.content else {}


def operate(operation, **inputs):
    ask("POST", f"operations/{RPC}:{operation}", {f"{RPC}:input": {"uuid": str(uuid.uuid4()), **inputs}})


def until(is_done):
    while not is_done():
        time.sleep(interval)


def is_ready():
    state = ask("GET", f"data/{OPER}:access-point-oper-data/ewlc-mewlc-predownload-rec/pred-state")
    aps = ask("GET", f"data/{OPER}:access-point-oper-data/predownload-data?fields=pred-status")
    return state[f"{OPER}:pred-state"] == "ewc-ctrl-predwnld-complete" and all(
        ap["pred-status"] == "pre-dwnld-complete" for ap in aps[f"{OPER}:predownload-data"]
    )


ask("PATCH", PROFILE, {f"{CFG}:image-download-profiles": {
    "tftp-image-server": os.environ["SERVER"], "tftp-image-path": os.environ["FOLDER"]}})
operate("install", name="default")
until(is_ready)
operate("activate", name="default")
print("status during the reload:", session.get(root).status_code)
until(lambda: session.get(root).status_code == 200)
operate("install-commit")
installed = ask("GET", "data/Cisco-IOS-XE-install-oper:install-oper-data/install-location-information")
print(installed["Cisco-IOS-XE-install-oper:install-location-information"][0]["install-version-info"][0])
