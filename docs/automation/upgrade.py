"""Upgrades the fleet to the image set IMAGES. CONSOLE is the address of the console, TOKEN an API token."""
import os, time, uuid, requests
root, http = os.environ["CONSOLE"] + "/api/v1", requests.Session()
http.headers["Authorization"] = "Bearer " + os.environ["TOKEN"]
run = lambda: http.get(root + "/runs?limit=1").json()["rows"][0]
profile = {"mode": "tftp", "imageServer": "127.0.0.1", "imagePath": os.environ["IMAGES"]}
start = http.post(root + "/upgrade/start", json={"profile": profile}, headers={"Idempotency-Key": str(uuid.uuid4())})
start.raise_for_status()
while run()["outcome"] == "running": time.sleep(1)
http.post(root + "/upgrade/activate", json={}).raise_for_status()
while run()["endedAt"] is None: time.sleep(1)
print(run()["outcome"], run()["targetVersion"], sep="\n")
