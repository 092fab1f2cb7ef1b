// One entry of one board: why it stands where it does.
"use strict";

(() => {
  const { load, rowsOf, readState, failed } = Lingpao;
  const place = document.getElementById("entry");

  const show = async () => {
    const { place: wanted } = readState();
    const parts = wanted.split("/");
    const key = parts.slice(0, 4).join("/");
    const id = parts.slice(4).join("/");
    const { boards, shards, is_internal: isInternal } = await load("boards");
    const board = boards.find((each) => each.board === key);
    if (!board) throw new Error(`没有榜单 ${key}，或尚未公示`);
    const field = `${board.programme}/${board.field_code}`;
    const shard = shards[field].findLastIndex((first) => first <= id);
    if (shard < 0) throw new Error(`榜单 ${key} 没有声明 ${id}`);
    const data = await load(`evidence/${field}/${shard}`);
    const ofDeclaration = (table) => rowsOf(table).filter((row) => row.id === id);
    const ofEntry = (table) => ofDeclaration(table).filter((row) => row.board === key);
    const [declaration] = ofDeclaration(data.declarations);
    const [standing] = ofEntry(data.places);
    const rules = ofEntry(data.rules);
    if (!declaration || (!standing && !rules.length)) throw new Error(`榜单 ${key} 没有声明 ${id}`);
    const [robustness] = ofEntry(data.robustness);
    const versions = ofDeclaration(data.versions);
    place.replaceChildren(
      ...[
        EntryParts.head(board, declaration, data.statuses),
        EntryParts.verdict(board, standing, robustness),
        // the public reads what was published; what is computed now explains another board
        board.is_changed && !isInternal
          ? EntryParts.asPublished(board)
          : EntryParts.indicators(board, ofEntry(data.cells), ofEntry(data.limits)),
        rules.length ? EntryParts.rules(rules) : null,
        robustness ? EntryParts.robustness(board, standing, robustness) : null,
        EntryParts.history(declaration, versions, ofDeclaration(data.series), data.statuses),
        EntryParts.sources(versions),
      ].filter(Boolean),
    );
    place.dataset.ready = "yes";
    document.title = `${declaration.org ?? ""} ${board.category_name} ${board.period_text} – 名次从何而来`;
  };

  const start = () => show().catch((error) => failed(place, error));
  addEventListener("hashchange", start);
  start();
})();
