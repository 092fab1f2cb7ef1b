"""Reads the feed of leaders: who leads on a day, with certificate and products.

    python read_leaders.py https://www.example.cn/feeds/v1/leaders.json [2026-07-08]

The address may be a file. Needs Python 3.11 and nothing else.
"""

import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.request import urlopen


def main(address: str, day: str) -> None:
    """Prints a line for each leader whose title holds on the day."""
    if "://" not in address:
        address = Path(address).resolve().as_uri()
    with urlopen(address, timeout=60) as answer:
        feed = json.load(answer)
    if feed["version"].split(".")[0] != "1":
        sys.exit(f"不认识的版本 {feed['version']}")
    rows = json.dumps(feed["leaders"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if hashlib.sha256(rows.encode()).hexdigest() != feed["digest"]:
        sys.exit("摘要不符：文件不完整，请重新下载")
    print(f"数据截至 {feed['reached_on']}，{day} 有效的领跑者：")
    for leader in feed["leaders"]:
        if leader["status"] != "published" or not leader["valid_from"] <= day < leader["valid_to"]:
            continue  # in publicity, exited, expired, or not valid on this day
        models = "、".join(each["model"] for each in leader["products"] if each["model"])
        named = leader["certificate_no"], leader["enterprise_name"], leader["standard_no"]
        print(*named, leader["category_name"], models or "未列型号", sep="\t")


if __name__ == "__main__":
    today = datetime.now(timezone(timedelta(hours=8))).date().isoformat()
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else today)
