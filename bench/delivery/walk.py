#!/usr/bin/env python3
"""Takes a delivery through a running demo as its officer and reviewer do.

    walk.py PID FILE [ADDRESS]

PID is the server's, whose memory is read; ADDRESS is http://127.0.0.1:8080
where it is left out. Prints each step with its seconds and peak memory, and how
long pages took meanwhile. Linux and curl.
"""

import base64
import hashlib
import hmac
import http.cookiejar
import json
import re
import statistics
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

PID, FILE = sys.argv[1], sys.argv[2]
BASE = sys.argv[3] if len(sys.argv) > 3 else "http://127.0.0.1:8080"
PASSWORD = "yinxin-demo"
REVIEWER_SECRET = "JPR3AKIUFXUFNPRBCBBEKYWR22YLZIUX"  # the demo prints it
AT_WORK = ("receiving", "checking", "releasing", "undoing")


class Visitor:
    """A browser with its cookies."""

    def __init__(self, username, secret=None):
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.post("/login", username=username, password=PASSWORD)
        if secret:
            self.submit("/login/totp", "/login/totp", code=one_time(secret))

    def get(self, path):
        with self.opener.open(BASE + path, timeout=120) as answer:
            return answer.read().decode()

    def post(self, path, **fields):
        self.opener.open(BASE + path, urllib.parse.urlencode(fields).encode(), timeout=120).close()

    def submit(self, page, path, **fields):
        self.post(path, token=self.token(page), **fields)

    def token(self, page):
        return re.search(r'name="token" value="([^"]+)"', self.get(page)).group(1)

    def cookie(self):
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)


def one_time(secret):
    """RFC 6238."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 10**6)


def peak():
    """The process's peak memory in MB since forget()."""
    with open(f"/proc/{PID}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) // 1000


def forget():
    with open(f"/proc/{PID}/clear_refs", "w") as f:
        f.write("5")


def upload(officer):
    home = "/console/deliveries"
    answer = subprocess.run(
        ["curl", "-sS", "-o", "/dev/null", "-w", "%{redirect_url}", "-b", officer.cookie(),
         "-F", "token=" + officer.token(home), "-F", "file=@" + FILE, BASE + home],
        capture_output=True, text=True, check=True).stdout
    return urllib.parse.urlparse(answer).path


def until_done(officer, delivery):
    """Follows the server-sent events, stream after stream."""
    while True:
        request = urllib.request.Request(BASE + delivery + "/events", headers={"Cookie": officer.cookie()})
        last = None
        with urllib.request.urlopen(request, timeout=60) as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    last = json.loads(line[5:])
        if last and last["state"] not in AT_WORK:
            return last


class Watch:
    """Loads pages each second and remembers how long they took, by step."""

    def __init__(self, officer, holder):
        self.pages = {"holder's list": (holder, "/certificates"), "home": (holder, "/")}
        self.officer, self.step, self.times = officer, None, {}
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            for name, (who, path) in list(self.pages.items()):
                began, step = time.time(), self.step
                who.get(path)
                self.times.setdefault((step, name), []).append(time.time() - began)
            time.sleep(1)

    def during(self, step, work):
        forget()
        self.step, began = step, time.time()
        result = work()
        print(f"{step}: {time.time() - began:.1f} s, peak {peak()} MB, {result}", flush=True)
        for (of, name), took in sorted(self.times.items(), key=str):
            if of == step:
                print(f"    {name}: median {statistics.median(took):.3f} s, slowest {max(took):.3f} s, {len(took)} times")
        return result


def main():
    officer, holder = Visitor("officer"), Visitor("holder")
    holder.post("/notice", agree="yes")
    reviewer = Visitor("reviewer", REVIEWER_SECRET)
    watch = Watch(officer, holder)
    delivery = watch.during("upload", lambda: upload(officer))
    watch.pages["delivery"] = (officer, delivery)
    watch.during("check", lambda: until_done(officer, delivery))
    officer.submit(delivery, delivery + "/submission", publish_at="")
    reviewer.submit(delivery, delivery + "/release")
    watch.during("release", lambda: until_done(officer, delivery))
    again = watch.during("upload again", lambda: upload(officer))
    watch.during("check again", lambda: until_done(officer, again))


main()
