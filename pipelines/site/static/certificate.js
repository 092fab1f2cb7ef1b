// The check of a certificate: what the release says of a number or a digest.
"use strict";

const Certificate = (() => {
  const { el, load, hashOf, day } = Lingpao;
  const DIGEST = /^[0-9a-f]{12,64}$/;

  /** The day in China; a page may have been made long ago. */
  const today = (reachedOn) => {
    const now = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
    return now > reachedOn ? now : reachedOn;
  };

  const standing = (leader, on) => {
    switch (leader.status) {
      case "published":
        if (on >= leader.valid_to) return ["bad", "已到期"];
        return on < leader.valid_from ? ["bad", "尚未生效"] : ["good", "证书有效"];
      case "exited":
        return ["bad", "已退出，证书失效"];
      case "expired":
        return ["bad", "已到期"];
      default:
        return ["bad", `${leader.status_text}，证书无效`];
    }
  };

  const entryOf = (leader) =>
    `entry.html${hashOf([leader.programme, leader.field_code, leader.product_category, leader.period, leader.id].join("/"))}`;

  const ofLeader = (leader, reachedOn) => {
    const [kind, text] = standing(leader, today(reachedOn));
    return { kind, text, facts: [
      ["证书编号", leader.certificate],
      ["企业", leader.org],
      ["执行标准", [leader.standard, leader.title].filter(Boolean).join("　")],
      ["评估活动", `${leader.programme_name}（${leader.year} 年度）`],
      ["领域", leader.category_name],
      ["有效期", `${day(leader.valid_from)}至 ${day(leader.valid_to)}（止日不含）`],
      ...(leader.exited_on ? [["退出", `${day(leader.exited_on)}，${leader.exit_reason}`]] : []),
      ["依据", leader.has_board ? el("a", { href: entryOf(leader) }, "名次从何而来") : "—"],
      ["校验值", el("code", { class: "long" }, leader.digest)],
    ] };
  };

  const ofBoard = (board) => ({
    kind: "good",
    text: `与榜单一致，榜单${board.state_text}`,
    facts: [
      ["榜单", el("a", { href: `boards.html${hashOf(board.board)}` },
        `${board.category_name}企业标准排行榜 ${board.period_text}`)],
      ["评估活动", board.programme_name],
      ["截止日", day(board.cut_off_on)],
      ["校验值", el("code", { class: "long" }, board.digest)],
    ],
  });

  /** One only: a beginning that fits several says nothing. */
  const only = (found) => (found.length === 1 ? found[0] : null);

  const lookUp = async (leaders, typed, reachedOn) => {
    const wanted = typed.normalize("NFKC").replace(/\s/g, "").toLowerCase();
    const leader = only(leaders.filter(
      (each) => each.certificate?.replace(/\s/g, "").toLowerCase() === wanted));
    if (leader) return ofLeader(leader, reachedOn);
    if (DIGEST.test(wanted)) {
      const certified = only(leaders.filter((each) => each.digest?.startsWith(wanted)));
      if (certified) return ofLeader(certified, reachedOn);
      const { boards } = await load("boards");
      const board = only(boards.filter((each) => each.digest?.startsWith(wanted)));
      if (board) return ofBoard(board);
    }
    return { kind: "bad", text: `没有编号或校验值为“${typed}”的证书、榜单`,
      facts: [["可以怎样做", "请核对编号，或向发布机构查询"]] };
  };

  /**
   * Makes the form answer.
   * Gives what to call with a number; `tried` hears of each that was checked, so that the address keeps it.
   */
  const start = (leaders, reachedOn, tried) => {
    const form = document.getElementById("certificate");
    const said = document.getElementById("verdict");
    const input = form.elements.certificate;
    const tell = async () => {
      const typed = input.value.trim();
      tried(typed);
      if (!typed) {
        said.className = "";
        said.replaceChildren();
        return;
      }
      const { kind, text, facts } = await lookUp(leaders, typed, reachedOn);
      said.className = kind;
      said.replaceChildren(
        el("p", { class: "answer" }, el("strong", {}, text)),
        el("dl", { class: "facts" }, facts.map(([name, fact]) =>
          [el("dt", {}, name), el("dd", {}, fact)])),
        el("p", { class: "lead" }, `以 ${day(reachedOn)}的记录为准。`),
      );
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell().catch((error) => Lingpao.failed(said, error));
    });
    return (typed) => {
      input.value = typed;
      return tell();
    };
  };

  return { start, entryOf };
})();
