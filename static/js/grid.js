/* A table of inputs that feels like a spreadsheet: table[data-grid] with one tr[data-row] per line.

   Enter and the arrows move, a block copied from Excel or WPS is pasted over many cells, lines are
   added, inserted, moved and taken out, and all of it can be undone. What is saved, and what the
   server says about it, is the affair of grid_sync.js, which this file tells by events:
   "grid:changed" on the table after every change. Without script the same buttons post the form. */
(function () {
  "use strict";

  var table = document.querySelector("table[data-grid]");
  if (!table) { return; }
  var body = table.tBodies[0];
  var ADDED = 20;
  var MOST_UNDO = 200;
  var MOST_PASTED = 1000; // more than a request may hold; such tables are imported
  var MOST_ON_PAGE = 1800; // their cells must fit into one request of a button
  var done = [];
  var undone = [];
  var held = null; // the cell being typed in, and what it held when it was entered

  // --- lines and cells ----------------------------------------------------------------------------

  function lines() { return Array.from(body.querySelectorAll("tr[data-row]")); }
  function cellsOf(line) { return Array.from(line.querySelectorAll("input[data-field]")); }
  function lineOf(element) { return element.closest("tr[data-row]"); }
  function keyOf(line) { return line.dataset.row; }

  function newKey() {
    var parts = new Uint32Array(1);
    window.crypto.getRandomValues(parts);
    return ("0000000" + parts[0].toString(16)).slice(-8);
  }

  // A fresh line made of any other: its names, ids and buttons bear a key of their own.
  function newLine() {
    var pattern = lines()[0];
    var line = pattern.cloneNode(true);
    var key = newKey();
    var old = keyOf(pattern);
    line.dataset.row = key;
    line.id = "id_row_" + key;
    line.className = "";
    line.querySelectorAll(".msg").forEach(function (slot) { slot.remove(); });
    line.querySelectorAll("td").forEach(function (cell) { cell.className = cell.classList.contains("row-tools") ? "row-tools" : ""; });
    cellsOf(line).forEach(function (cell) {
      cell.name = "row_" + key + "-" + cell.dataset.field;
      cell.id = "id_" + cell.name;
      cell.value = "";
      cell.removeAttribute("value");
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
    });
    line.querySelectorAll("button[value]").forEach(function (button) {
      button.value = button.value.replace(old, key);
    });
    return line;
  }

  function number() {
    var first = Number(table.dataset.first || 1);
    lines().forEach(function (line, place) {
      var told = "第 " + (first + place) + " 行";
      var label = line.querySelector(".row-number");
      if (label.textContent === String(first + place)) { return; }
      label.textContent = first + place;
      cellsOf(line).forEach(function (cell) {
        cell.setAttribute("aria-label", told + " " + cell.dataset.label);
      });
      line.querySelectorAll("[data-row-act]").forEach(function (button) {
        button.setAttribute("aria-label", told + button.title);
      });
    });
  }

  // --- changes that can be taken back -----------------------------------------------------------------

  function changed() {
    table.dispatchEvent(new CustomEvent("grid:changed", { bubbles: true }));
    buttons();
  }

  // A flag's own line stays behind the line it speaks of.
  function place(order) {
    var flags = {};
    body.querySelectorAll("tr[data-flag-of]").forEach(function (flag) {
      flags[flag.dataset.flagOf] = flag;
    });
    var wanted = new Set(order);
    lines().forEach(function (line) { if (!wanted.has(line)) { line.remove(); } });
    var next = body.firstElementChild; // what already stands right is not touched: 1,000 lines stay fluid
    function put(element) {
      if (element === next) { next = next.nextElementSibling; } else { body.insertBefore(element, next); }
    }
    order.forEach(function (line) {
      put(line);
      if (flags[keyOf(line)]) { put(flags[keyOf(line)]); }
    });
    number();
  }

  function write(cell, text) {
    if (cell.value === text) { return; }
    cell.value = text;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function apply(step, way) {
    if (step.order) { place(way === "after" ? step.order.after : step.order.before); }
    step.cells.forEach(function (change) { write(change.cell, change[way]); });
  }

  function take(step) {
    if (!step.order && !step.cells.length) { return; }
    done.push(step);
    if (done.length > MOST_UNDO) { done.shift(); }
    undone = [];
    changed();
  }

  function undo() {
    var step = done.pop();
    if (!step) { return; }
    apply(step, "before");
    undone.push(step);
    show(step);
    changed();
  }

  function redo() {
    var step = undone.pop();
    if (!step) { return; }
    apply(step, "after");
    done.push(step);
    show(step);
    changed();
  }

  function show(step) {
    var cell = step.cells.length ? step.cells[0].cell : null;
    if (cell && document.contains(cell)) { enter(cell); }
  }

  function buttons() {
    document.querySelectorAll("[data-undo]").forEach(function (each) { each.disabled = !done.length; });
    document.querySelectorAll("[data-redo]").forEach(function (each) { each.disabled = !undone.length; });
  }

  function reorder(before, after) {
    place(after);
    take({ order: { before: before, after: after }, cells: [] });
  }

  function add(count, before) {
    var was = lines();
    var fresh = [];
    while (fresh.length < count) { fresh.push(newLine()); }
    var at = before ? was.indexOf(before) : was.length;
    var now = was.slice(0, at).concat(fresh, was.slice(at));
    reorder(was, now);
    return fresh;
  }

  // The texts go back with the line when it is brought back.
  function drop(line) {
    var was = lines();
    if (was.length === 1) { add(1, null); was = lines(); }
    var next = line.nextElementSibling || line.previousElementSibling;
    reorder(was, was.filter(function (other) { return other !== line; }));
    if (next && next.matches("tr[data-row]")) { enter(cellsOf(next)[0]); }
  }

  function move(line, step) {
    var was = lines();
    var at = was.indexOf(line);
    var to = at + step;
    if (to < 0 || to >= was.length) { return; }
    var now = was.slice();
    now.splice(at, 1);
    now.splice(to, 0, line);
    reorder(was, now);
  }

  // --- moving about -----------------------------------------------------------------------------------

  function enter(cell) {
    if (!cell) { return; }
    cell.focus();
    cell.select();
    held = { cell: cell, text: cell.value }; // a cell that had the focus before tells nobody
  }

  function step(cell, down, across) {
    var line = lineOf(cell);
    var all = lines();
    var row = all.indexOf(line) + down;
    var column = cellsOf(line).indexOf(cell) + across;
    if (row < 0 || column < 0 || column >= cellsOf(line).length) { return false; }
    if (row >= all.length) {
      if (table.dataset.open === "no") { return false; } // more lines follow on the next page
      add(1, null);
      all = lines();
    }
    enter(cellsOf(all[row])[column]);
    return true;
  }

  function atEdge(cell, side) {
    if (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length) { return true; }
    var edge = side < 0 ? 0 : cell.value.length;
    return cell.selectionStart === edge && cell.selectionEnd === edge;
  }

  function isTyping(cell) { return held && held.cell === cell && held.text !== cell.value; }

  table.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (event.isComposing || !cell.dataset || !cell.dataset.field) { return; }
    var handled = false;
    if (event.ctrlKey || event.metaKey) {
      var key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey && !isTyping(cell)) { undo(); handled = true; }
      if ((key === "y" || (key === "z" && event.shiftKey)) && !isTyping(cell)) { redo(); handled = true; }
    } else if (!event.altKey) {
      switch (event.key) {
        case "Enter": keep(); step(cell, event.shiftKey ? -1 : 1, 0); handled = true; break;
        case "ArrowDown": keep(); handled = step(cell, 1, 0); break;
        case "ArrowUp": keep(); handled = step(cell, -1, 0); break;
        case "ArrowLeft": handled = atEdge(cell, -1) && step(cell, 0, -1); break;
        case "ArrowRight": handled = atEdge(cell, 1) && step(cell, 0, 1); break;
      }
    }
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  });

  // --- typing -----------------------------------------------------------------------------------------

  // On a phone only the first blank line shows; the next one does as soon as this is none.
  table.addEventListener("input", function (event) {
    var line = lineOf(event.target);
    if (line) { line.classList.remove("row-blank"); }
  });

  table.addEventListener("focusin", function (event) {
    if (event.target.dataset.field) { held = { cell: event.target, text: event.target.value }; }
  });

  // What was typed in the cell that is being left becomes one step that can be taken back.
  function keep() {
    if (!held || held.text === held.cell.value) { return; }
    var step = { cells: [{ cell: held.cell, before: held.text, after: held.cell.value }] };
    held = { cell: held.cell, text: held.cell.value };
    offer(held.cell);
    take(step);
  }

  var offered = new Map(); // list → the names in it
  // A name typed once is offered in the cells that share its list.
  function offer(cell) {
    var name = cell.value.trim();
    var list = name && cell.list;
    if (!list) { return; }
    if (!offered.has(list)) {
      offered.set(list, new Set(Array.from(list.options, function (each) { return each.value; })));
    }
    if (offered.get(list).has(name)) { return; }
    offered.get(list).add(name);
    var option = document.createElement("option");
    option.value = name;
    list.appendChild(option);
  }
  table.addEventListener("change", keep);
  table.addEventListener("focusout", keep);

  // --- pasting ----------------------------------------------------------------------------------------

  // Cells with line breaks in them are quoted on the clipboard, their quotation marks doubled.
  function read(text) {
    var rows = [[]];
    var cell = "";
    var quoted = false;
    for (var at = 0; at < text.length; at += 1) {
      var sign = text[at];
      if (quoted) {
        if (sign === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
        else if (sign === '"') { quoted = false; }
        else { cell += sign === "\n" ? " " : sign; }
      } else if (sign === '"' && cell === "") { quoted = true; }
      else if (sign === "\t") { rows[rows.length - 1].push(cell); cell = ""; }
      else if (sign === "\n") { rows[rows.length - 1].push(cell); rows.push([]); cell = ""; }
      else if (sign !== "\r") { cell += sign; }
    }
    rows[rows.length - 1].push(cell);
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") { rows.pop(); }
    return rows.map(function (row) { return row.map(function (each) { return each.trim(); }); });
  }

  function isNumber(text) { return /^[0-9０-９]+$/.test(text); }

  var HEADING = /^(序号|编号|(参赛)?(单位|企业)(名称|全称)?|(参赛)?班组(名称)?|单位(及|、|\/)?班组(名称)?|(所属)?行业|(参赛)?人数|(班)?组长(姓名)?|(手机|联系电话|电话).*|微信号?|备注)$/;
  var SUM = /^(小计|合计|总计|共计)[:：]?$/;

  function solid(text) { return text.replace(/\s/g, ""); }
  function isHeading(row) { return row.filter(function (each) { return HEADING.test(solid(each)); }).length > 1; }
  function isSum(row) { return row.slice(0, 3).some(function (each) { return SUM.test(solid(each)); }); }

  // The official table copied whole: without title, heading and sums, without 序号, unit and team apart.
  function fitted(rows, column, width) {
    if (column !== 0) { return rows; }
    var heading = rows.slice(0, 8).findIndex(isHeading);
    var rest = rows.slice(heading + 1).filter(function (row) { return !isSum(row); });
    var numbered = rest.some(function (row) { return isNumber(row[0]); }) &&
      rest.every(function (row) { return row[0] === "" || isNumber(row[0]); });
    if (numbered) { rest = rest.map(function (row) { return row.slice(1); }); }
    var joined = rest.length && rest.every(function (row) { return row.length === width - 1 && (row[2] === "" || isNumber(row[2])); });
    return joined ? rest.map(parted) : rest;
  }

  function parted(row) {
    var halves = row[0].split("\u3000");
    if (halves.length !== 2) { halves = [row[0], ""]; }
    return halves.concat(row.slice(1));
  }

  function paste(cell, text) {
    var line = lineOf(cell);
    var width = cellsOf(line).length;
    var column = cellsOf(line).indexOf(cell);
    var copied = read(text);
    var rows = fitted(copied, column, width);
    if (!rows.length) {
      tell("粘贴的内容里只有表头或合计，没有可以填的行。");
      return;
    }
    var tooWide = rows.findIndex(function (row) { return row.slice(width - column).some(Boolean); });
    if (tooWide >= 0) {
      tell("粘贴的第 " + (copied.indexOf(rows[tooWide]) + 1 || tooWide + 1) + " 行比表格多出几格，没有粘贴。请只复制表中有的各列，从对应的格子起粘贴；" +
        "列的次序不同的表，请改用“导入 Excel / WPS 表格”。");
      return;
    }
    if (rows.length > MOST_PASTED) {
      tell("一次最多粘贴 " + MOST_PASTED + " 行，这次有 " + rows.length + " 行，没有粘贴。请改用“导入 Excel / WPS 表格”。");
      return;
    }
    var was = lines();
    var at = was.indexOf(line);
    if (table.dataset.open === "no" && at + rows.length > was.length) {
      tell("这一页到此只剩 " + (was.length - at) + " 行，后面的行在下一页，没有粘贴。请到最后一页粘贴新的行，或分页粘贴。");
      return;
    }
    if (at + rows.length > MOST_ON_PAGE) {
      tell("这一页已有 " + was.length + " 行，放不下这么多，没有粘贴。请先按“保存草稿”，再到最后一页接着粘贴。");
      return;
    }
    var fresh = [];
    while (at + rows.length > was.length + fresh.length) { fresh.push(newLine()); }
    var now = was.concat(fresh);
    if (fresh.length) { place(now); }
    var cells = [];
    rows.forEach(function (row, down) {
      var target = cellsOf(now[at + down]);
      row.forEach(function (each, across) {
        var into = target[column + across];
        if (into && into.value !== each) { cells.push({ cell: into, before: into.value, after: each }); }
      });
    });
    cells.forEach(function (change) {
      write(change.cell, change.after);
      offer(change.cell);
    });
    held = { cell: cell, text: cell.value };
    take({ order: fresh.length ? { before: was, after: now } : null, cells: cells });
    if (rows.length < copied.length) {
      tell("已粘贴 " + rows.length + " 行；跳过表头、小计等 " + (copied.length - rows.length) + " 行。");
    }
    enter(cell);
  }

  function tell(words) {
    var line = document.getElementById("grid-news");
    line.textContent = words;
    line.hidden = false;
    line.scrollIntoView({ block: "center" });
  }

  table.addEventListener("paste", function (event) {
    var cell = event.target;
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!cell.dataset || !cell.dataset.field || !/[\t\n]./.test(text)) { return; }
    event.preventDefault();
    keep();
    paste(cell, text);
  });

  // --- buttons ----------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-row-act], [data-add-rows], [data-undo], [data-redo]");
    if (!button || !table.contains(button) && !button.closest("#filing-form")) { return; }
    event.preventDefault();
    if ("undo" in button.dataset) { undo(); return; }
    if ("redo" in button.dataset) { redo(); return; }
    if ("addRows" in button.dataset) { enter(cellsOf(add(ADDED, null)[0])[0]); return; }
    var line = lineOf(button);
    switch (button.dataset.rowAct) {
      case "up": move(line, -1); break;
      case "down": move(line, 1); break;
      case "insert": enter(cellsOf(add(1, line)[0])[0]); break;
      case "drop": drop(line); break;
    }
  });

  document.querySelectorAll(".grid-script").forEach(function (each) { each.hidden = false; });
  if (table.dataset.open === "no") {
    document.querySelectorAll("[data-add-rows]").forEach(function (each) { each.hidden = true; });
  }

  window.portalGrid = { table: table, lines: lines, cellsOf: cellsOf, keyOf: keyOf, place: place };
})();
