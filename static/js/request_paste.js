/* 工种 and 人数 copied from a table of the enterprise's own and pasted at the first column of annex 5:
   its heading, 序号 and sums are left out, and its columns find their places by their headings.
   Needs grid_paste.js. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) { return; }
  var COLUMNS = [/^(培训|职业)?(工种|专业|岗位)(名称)?$/, /^(培训|需求)?人数(人)?$/];
  var SUM = /^(小计|合计|总计|共计)[:：]?$/;

  function solid(text) { return text.replace(/[\s()（）]/g, ""); }
  function placeIn(row, pattern) { return row.findIndex(function (each) { return pattern.test(solid(each)); }); }
  function isSum(row) { return placeIn(row.slice(0, 2), SUM) >= 0; }
  function isCount(text) { return /^[0-9０-９]+$/.test(text); }

  // Without a heading: 序号 stands before the trade where all lines begin with a number.
  function plain(rows) {
    var isNumbered = rows.every(function (row) { return row.length > 2 && isCount(row[0]); });
    return isNumbered ? rows.map(function (row) { return row.slice(1); }) : rows;
  }

  grid.fit = function (rows, column) {
    if (column > 0) { return rows; }
    var at = rows.findIndex(function (row) { return placeIn(row, COLUMNS[0]) >= 0 && placeIn(row, COLUMNS[1]) >= 0; });
    var lines = rows.slice(at + 1).filter(function (row) { return row.some(Boolean) && !isSum(row); });
    if (at < 0) { return plain(lines); }
    return lines.map(function (row) {
      return COLUMNS.map(function (pattern) { return row[placeIn(rows[at], pattern)] || ""; });
    });
  };
})();
