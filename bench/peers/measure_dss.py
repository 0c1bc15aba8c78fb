"""Measures EU DSS, warm, at checking one of our copies.

    measure_dss.py FOLDER-OF-THE-JUDGE YINXIN [COUNT]

FOLDER-OF-THE-JUDGE is where conformance/run put EU DSS. The copy, its root and
its revocation list come from `YINXIN demo --samples`. After a warm-up of COUNT
checks (default 150) as many are timed, by the processor's time of the whole JVM,
which is held to one core. Prints one JSON object: {"name", "per_second"}.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile


def processor_seconds(pid):
    """The processor time a process has used, of all its threads (proc(5))."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(jvm, question, count):
    for _ in range(count):
        jvm.stdin.write(question)
        jvm.stdin.flush()
        answer = jvm.stdout.readline()
        if not answer.startswith("accepts"):
            raise SystemExit(f"EU DSS: {answer or 'no answer'}")


def main(judge, yinxin, count):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([yinxin, "demo", "--samples", folder], check=True, stdout=subprocess.DEVNULL)
        classes = os.pathsep.join([os.path.join(judge, "classes"), os.path.join(judge, "*")])
        crls = glob.glob(os.path.join(folder, "*.crl"))
        jvm = subprocess.Popen(
            ["java", "-XX:ActiveProcessorCount=1", "-cp", classes, "Judge", os.path.join(folder, "root.pem"), *crls],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        question = "dss\t" + os.path.join(folder, "p256-endorsed.pdf") + "\n"
        ask(jvm, question, count)
        began = processor_seconds(jvm.pid)
        ask(jvm, question, count)
        used = processor_seconds(jvm.pid) - began
        jvm.stdin.close()
        jvm.wait()
    print(json.dumps({"name": "dss-verify-p256", "per_second": round(count / used, 1)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 150)
