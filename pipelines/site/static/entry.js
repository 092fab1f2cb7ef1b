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
    const { boards } = await load("boards");
    const board = boards.find((each) => each.board === key);
    if (!board) throw new Error(`没有榜单 ${key}，或尚未公示`);
    const data = await load(`evidence/${board.programme}/${board.field_code}`);
    const ofEntry = (table) =>
      rowsOf(table, (number, read) => read.id(number) === id && read.board(number) === key);
    const ofDeclaration = (table) => rowsOf(table, (number, read) => read.id(number) === id);
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
        EntryParts.indicators(board, ofEntry(data.cells), ofEntry(data.limits)),
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
