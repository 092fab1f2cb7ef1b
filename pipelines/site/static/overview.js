// The first page: its chart is drawn from the table that stands below it.
"use strict";

(() => {
  const figure = document.querySelector('[data-chart="trend"]');
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) =>
    [...row.cells].map((cell) => cell.textContent.trim()),
  );
  const whole = (text) => Number(text.replaceAll(",", ""));
  Charts.trend(
    figure.querySelector(".chart"),
    rows.map(([year]) => year),
    rows.map(([, added, stock]) => whole(stock) - whole(added)),
    rows.map(([, added]) => whole(added)),
  );
})();
