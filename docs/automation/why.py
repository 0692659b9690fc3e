"""
Creates its own lab, injects a fault into one access point, starts an upgrade, reads why the access point failed, removes the
fault and finishes the upgrade, all over the API. CONSOLE is the address of the console, TOKEN an API token, IMAGES an image set.
"""
import os, sys, time, requests

root, images = os.environ["CONSOLE"] + "/api/v1", os.environ["IMAGES"]
http = requests.Session()
http.headers["Authorization"] = "Bearer " + os.environ["TOKEN"]


def api(method, path, body=None):
    """Sends one request. An error says what is wrong, and often what to do about it."""
    response = http.request(method, root + path, json=body)
    if not response.ok:
        problem = response.json()
        sys.exit(f'{method} {path}: {problem["detail"]} {problem.get("remedy", "")}')
    return response.json()


def wait(until):
    while not until():
        time.sleep(0.5)


def run():
    return api("GET", "/runs?limit=1")["rows"][0]


def access_points(wanted):
    """Reads every page of the list, because a fleet can be large."""
    after, found = "", []
    while after is not None:
        page = api("GET", f"/access-points?limit=500&after={after}")
        found += [row for row in page["rows"] if wanted(row)]
        after = page["next"]
    return found


old = "17.9.4.27"
aps = [
    {"name": "north", "model": "C9120AXI-E", "ip": "172.16.9.1", "radioMac": "0000.0000.0010", "ethernetMac": "0000.0000.0011", "running": old},
    {"name": "south", "model": "C9120AXI-E", "ip": "172.16.9.2", "radioMac": "0000.0000.0020", "ethernetMac": "0000.0000.0021", "running": old},
]
controller = {"name": "lab", "ip": "172.16.9.9", "running": old, "ap": "north", "reloadSeconds": 5}
api("POST", "/lab/load", {"lab": {"controller": controller, "aps": aps, "clockFactor": 600}})
wait(lambda: api("GET", "/controller")["joinedCount"] == len(aps))

target = {"of": "aps", "apIds": ["0000.0000.0020"]}
api("POST", "/lab/faults", {"target": target, "change": {"corruptsImage": True}, "mode": "merge"})
profile = {"mode": "tftp", "imageServer": "127.0.0.1", "imagePath": images}
api("POST", "/upgrade/start", {"profile": profile})
wait(lambda: run()["outcome"] != "running")

failed = access_points(lambda row: row["status"] == "Failed")
for row in failed:
    why = api("GET", f'/access-points/{row["id"]}/why')
    print(f'{row["name"]} failed:', *(link["text"] for link in why["why"]), why["remedy"])

api("POST", "/lab/faults", {"target": target, "change": {"corruptsImage": False}, "mode": "merge"})
api("POST", "/access-points/retry", {"apIds": [row["id"] for row in failed]})
wait(lambda: not access_points(lambda row: row["status"] != "Complete"))
wait(lambda: api("GET", "/upgrade")["canActivate"])
api("POST", "/upgrade/activate", {})
wait(lambda: run()["endedAt"] is not None)
print("The upgrade ended:", run()["outcome"])
