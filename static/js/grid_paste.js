/* A block copied from Excel or WPS, pasted over many cells of table[data-grid]; needs grid.js.

   What a whole table of one annex looks like on the clipboard is that annex's own affair: its script
   sets portalGrid.fit, which gets the rows copied, the column they are pasted into and the number of
   columns, and returns the rows to fill in; null where it cannot be told which column is which. */
(function () {
  "use strict";

  var grid = window.portalGrid;
  if (!grid) { return; }
  var MOST_PASTED = 1000; // more than a request may hold; such tables are imported
  var MOST_LINES = Number(grid.table.dataset.most || 0); // of a table that is not imported
  var MOST_ON_PAGE = 1800; // their cells must fit into one request of a button

  // Cells with line breaks in them are quoted on the clipboard, their quotation marks doubled. Any
  // other mark is part of a name: “涂板”一班 is often typed with straight ones.
  var QUOTED = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;

  function quotedAt(text, at) {
    QUOTED.lastIndex = at;
    var found = QUOTED.exec(text);
    return found && /[\t\n]|""/.test(found[1]) ? found : null;
  }

  function read(text) {
    var rows = [[]];
    var cell = "";
    for (var at = 0; at < text.length; at += 1) {
      var sign = text[at];
      var quoted = sign === '"' && cell === "" ? quotedAt(text, at) : null;
      if (quoted) {
        cell = quoted[1].replace(/""/g, '"').replace(/\r?\n/g, " ");
        at += quoted[0].length - 1;
      } else if (sign === "\t") { rows[rows.length - 1].push(cell); cell = ""; }
      else if (sign === "\n") { rows[rows.length - 1].push(cell); rows.push([]); cell = ""; }
      else if (sign !== "\r") { cell += sign; }
    }
    rows[rows.length - 1].push(cell);
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") { rows.pop(); }
    return rows.map(function (row) { return row.map(function (each) { return each.trim(); }); });
  }

  function fitted(rows, column, width) { return grid.fit ? grid.fit(rows, column, width) : rows; }

  function paste(cell, text) {
    var line = grid.lineOf(cell);
    var width = grid.cellsOf(line).length;
    var column = grid.cellsOf(line).indexOf(cell);
    var copied = read(text);
    var rows = fitted(copied, column, width);
    var refusal = refused(rows, copied, width - column, line);
    if (refusal) {
      grid.tell(refusal);
      return;
    }
    grid.fill(cell, rows);
    if (rows.length < copied.length) {
      grid.tell("已粘贴 " + rows.length + " 行；跳过表头、小计等 " + (copied.length - rows.length) + " 行。");
    }
    grid.enter(cell);
  }

  // How many lines hold something, but for the `count` from `line` on.
  function filledBeside(line, count) {
    var at = grid.lines().indexOf(line);
    return grid.lines().filter(function (each, place) {
      return (place < at || place >= at + count) && grid.cellsOf(each).some(function (cell) { return cell.value; });
    }).length;
  }

  // Why rows do not go into the room columns right of and the lines below where they are pasted.
  function refused(rows, copied, room, line) {
    if (!rows) {
      return "粘贴的表头各列与本表次序不同，又有本表没有的栏目，没有粘贴。请改用“导入 Excel / WPS 表格”。";
    }
    if (!rows.length) { return "粘贴的内容里只有表头或合计，没有可以填的行。"; }
    var tooWide = rows.findIndex(function (row) { return row.slice(room).some(Boolean); });
    if (tooWide >= 0) {
      return "粘贴的第 " + (copied.indexOf(rows[tooWide]) + 1 || tooWide + 1) + " 行比表格多出几格，没有粘贴。请只复制表中有的各列，从对应的格子起粘贴" + (MOST_LINES ? "。" : "；") +
        (MOST_LINES ? "" : "列的次序不同的表，请改用“导入 Excel / WPS 表格”。");
    }
    if (MOST_LINES && filledBeside(line, rows.length) + rows.length > MOST_LINES) {
      return "这张表最多 " + MOST_LINES + " 行，放不下这 " + rows.length + " 行，没有粘贴。";
    }
    if (rows.length > MOST_PASTED) {
      return "一次最多粘贴 " + MOST_PASTED + " 行，这次有 " + rows.length + " 行，没有粘贴。请改用“导入 Excel / WPS 表格”。";
    }
    var was = grid.lines();
    var at = was.indexOf(line);
    if (grid.table.dataset.open === "no" && at + rows.length > was.length) {
      return "这一页到此只剩 " + (was.length - at) + " 行，后面的行在下一页，没有粘贴。请到最后一页粘贴新的行，或分页粘贴。";
    }
    if (at + rows.length > MOST_ON_PAGE) {
      return "这一页已有 " + was.length + " 行，放不下这么多，没有粘贴。请先按“保存草稿”，再到最后一页接着粘贴。";
    }
    return "";
  }

  grid.table.addEventListener("paste", function (event) {
    var cell = event.target;
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!cell.dataset || !cell.dataset.field || !/[\t\n]./.test(text)) { return; }
    event.preventDefault();
    grid.keep();
    paste(cell, text);
  });
})();
