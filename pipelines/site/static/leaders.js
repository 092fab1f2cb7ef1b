// Leaders: the list with its filters, and the check of a certificate.
"use strict";

(() => {
  const { el, load, rowsOf, readState, keepState, hashOf, failed, isNarrow, count, day } = Lingpao;
  const place = document.getElementById("leaders");

  const verdictOf = (leader, reachedOn) => {
    const what = `${leader.org}，${leader.standard}，${leader.category_name}${leader.year} 年度`;
    const until = `有效期 ${day(leader.valid_from)}至 ${day(leader.valid_to)}（不含）`;
    switch (leader.status) {
      case "published":
        return ["good", `有效。${what}；${until}。以 ${day(reachedOn)}的记录为准。`];
      case "exited":
        return ["bad", `已退出，证书失效。${what}；${day(leader.exited_on)}退出，${leader.exit_reason}。`];
      case "expired":
        return ["bad", `已到期。${what}；${until}。`];
      default:
        return ["bad", `${leader.status_text}，证书无效。${what}。`];
    }
  };

  const check = (leaders, reachedOn) => {
    const form = document.getElementById("certificate");
    const said = document.getElementById("verdict");
    const tell = () => {
      const number = form.elements.number.value.trim();
      if (!number) {
        said.className = "";
        said.textContent = "";
        return;
      }
      const found = leaders.find((each) => each.certificate?.toLowerCase() === number.toLowerCase());
      const [kind, text] = found
        ? verdictOf(found, reachedOn)
        : ["bad", `没有编号为“${number}”的证书；请核对编号，或向发布机构查询。`];
      said.className = kind;
      said.textContent = text;
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell();
    });
    return (number) => {
      form.elements.number.value = number;
      tell();
    };
  };

  const period = (leader) => {
    if (leader.status === "in_publicity") return `公示 ${leader.publicity_from} 至 ${leader.publicity_to}`;
    if (!leader.valid_from) return "—";
    if (leader.status === "exited") return `${leader.valid_from} 至 ${leader.exited_on} 退出`;
    return `${leader.valid_from} 至 ${leader.valid_to}`;
  };

  const columns = () => {
    const narrow = isNarrow();
    const sorter = Grid.unknownLast;
    const named = (cell) => {
      const row = cell.getRow().getData();
      const link = row.has_board
        ? el("a", { href: `entry.html${hashOf([row.programme, row.field_code, row.product_category, row.period, row.id].join("/"))}` }, row.org)
        : row.org;
      const small = el("small", {},
        narrow ? `${row.standard} · ${row.category_name} ${row.year}` : row.standard);
      return el("span", { class: "named" }, link, small);
    };
    const status = (cell) => {
      const row = cell.getRow().getData();
      return el("span", { class: "named" },
        el("span", { class: `state state-${row.status}` }, row.status_text),
        row.days_left !== null ? el("small", {}, `尚余 ${count(row.days_left)} 天`) : null);
    };
    const all = [
      { title: narrow ? "企业" : "企业、执行标准", field: "org", formatter: named, minWidth: narrow ? 190 : 220, widthGrow: 3, sorter },
    ];
    if (!narrow) {
      all.push(
        { title: "领域", field: "category_name", minWidth: 170, widthGrow: 1.8, sorter,
          formatter: (cell) => {
            const row = cell.getRow().getData();
            return el("span", { class: "named" }, row.category_name, el("small", {}, `${row.programme_name} ${row.year}`));
          } },
        { title: "省份", field: "province", width: 86, sorter },
        { title: "证书编号", field: "certificate", minWidth: 200, widthGrow: 2.4, sorter,
          formatter: (cell) => el("span", { class: "certificate-no" }, cell.getValue() ?? "—") },
        { title: "有效期（止日不含）", field: "valid_to", width: 235, sorter,
          formatter: (cell) => period(cell.getRow().getData()) },
      );
    }
    all.push({ title: "状态", field: "status_text", formatter: status, width: narrow ? 110 : 120, sorter });
    return all;
  };

  const show = async () => {
    const { leaders: table, reached_on: reachedOn } = await load("leaders");
    const rows = rowsOf(table);
    const tell = check(rows, reachedOn);
    const { chosen } = readState();
    if (chosen.get("certificate")) tell(chosen.get("certificate"));
    if (!rows.length) {
      place.replaceChildren(el("p", { class: "empty" }, "还没有领跑者。"));
      return;
    }
    const select = (name, label, key) => {
      const made = el("select", { name, "aria-label": label }, el("option", { value: "" }, `全部${label}`),
        [...new Set(rows.map((row) => row[key]).filter((value) => value !== null))]
          .map((value) => el("option", { value: String(value) }, String(value))));
      made.value = chosen.get(name) ?? "";
      if (made.selectedIndex < 0) made.value = "";
      return el("label", {}, el("span", {}, label), made);
    };
    const q = el("input", { type: "search", name: "q", "aria-label": "查找", placeholder: "企业、标准编号或证书编号" });
    q.value = chosen.get("q") ?? "";
    const found = el("p", { class: "found", role: "status", "aria-live": "polite" });
    const form = el(
      "form",
      { class: "filters", role: "search" },
      el("label", {}, el("span", {}, "查找"), q),
      select("programme", "评估活动", "programme_name"),
      select("category", "领域", "category_name"),
      select("year", "年度", "year"),
      select("status", "状态", "status_text"),
      found,
    );
    const box = el("div", {});
    place.replaceChildren(form, box);
    const wantedNow = () => Object.fromEntries(new FormData(form));
    const keep = (row) => {
      const wanted = wantedNow();
      const text = wanted.q.trim().toLowerCase();
      return (
        (!text || [row.org, row.standard, row.certificate].some((each) => (each ?? "").toLowerCase().includes(text))) &&
        (!wanted.programme || row.programme_name === wanted.programme) &&
        (!wanted.category || row.category_name === wanted.category) &&
        (!wanted.year || String(row.year) === wanted.year) &&
        (!wanted.status || row.status_text === wanted.status)
      );
    };
    const kept = () => {
      const now = rows.filter(keep);
      found.textContent = now.length === rows.length
        ? `共 ${count(rows.length)} 项` : `${count(now.length)} / ${count(rows.length)} 项`;
      return now;
    };
    const grid = await Grid.make(box, columns(), kept());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", async () => {
      keepState("", wantedNow());
      await grid.setData(kept());
    });
    place.dataset.ready = "yes";
  };

  show().catch((error) => failed(place, error));
})();
