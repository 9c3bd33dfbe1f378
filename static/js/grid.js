/* A table of inputs that feels like a spreadsheet: table[data-grid] with one tr[data-row] per line.

   Enter and the arrows move, blocks are filled in, lines are added, inserted, moved and taken out,
   and all of it can be undone. What the clipboard holds is the affair of grid_paste.js; what is
   saved, and what the server says about it, that of grid_sync.js, which this file tells by events:
   "grid:changed" on the table after every change. Without script the same buttons post the form. */
(function () {
  "use strict";

  var table = document.querySelector("table[data-grid]");
  if (!table) { return; }
  var body = table.tBodies[0];
  var ADDED = Number(table.dataset.added || 20);
  var MOST_UNDO = 200;
  var done = [];
  var undone = [];
  var ready = false; // whether all scripts of the page are here; until then buttons post the form
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
    if (!document.getElementById("grid-said").dataset.stays) { tell(""); }
    table.dispatchEvent(new CustomEvent("grid:changed", { bubbles: true }));
    buttons();
  }

  // What became of the last thing done here; the next change takes it away unless it `stays`.
  function tell(words, stays) {
    say(words, stays);
    if (words) { document.getElementById("grid-said").scrollIntoView({ block: "nearest" }); }
  }

  // The same, without leading the reader away from the line at work.
  function say(words, stays) {
    var line = document.getElementById("grid-said");
    line.textContent = words;
    line.hidden = !words;
    line.dataset.stays = stays ? "1" : "";
  }

  var flags = {}; // key → the line below it with what the county said of it
  body.querySelectorAll("tr[data-flag-of]").forEach(function (flag) { flags[flag.dataset.flagOf] = flag; });

  // It stays in the page: the answer to an autosave redraws its tick.
  function hide(flag) {
    flag.hidden = true;
    body.appendChild(flag);
  }

  // A flag's own line stays behind the line it speaks of, and goes and comes back with it.
  function place(order) {
    var wanted = new Set(order);
    lines().forEach(function (line) {
      if (wanted.has(line)) { return; }
      line.remove();
      if (flags[keyOf(line)]) { hide(flags[keyOf(line)]); }
    });
    // What already stands right is not touched, and the rest goes in by runs: 1,000 lines stay fluid.
    var next = body.firstElementChild;
    var run = document.createDocumentFragment();
    function put(element) {
      if (element !== next) { run.appendChild(element); return; }
      body.insertBefore(run, next);
      next = next.nextElementSibling;
    }
    order.forEach(function (line) {
      put(line);
      if (flags[keyOf(line)]) { put(flags[keyOf(line)]); flags[keyOf(line)].hidden = false; }
    });
    body.insertBefore(run, next);
    number();
  }

  // One event for all of them: each costs every listener of the page, and a block has thousands.
  function write(changes, way) {
    changes.forEach(function (change) {
      change.cell.value = change[way];
      lineOf(change.cell).classList.remove("row-blank");
    });
    if (changes.length) { changes[0].cell.dispatchEvent(new Event("input", { bubbles: true })); }
  }

  function apply(step, way) {
    if (step.order) { place(way === "after" ? step.order.after : step.order.before); }
    write(step.cells, way);
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
    var told = "已删除第 " + line.querySelector(".row-number").textContent + " 行。删错了可点“撤销”恢复。";
    var isBlank = cellsOf(line).every(function (cell) { return !cell.value; });
    if (was.length === 1) { add(1, null); was = lines(); }
    var at = was.indexOf(line);
    var now = was.filter(function (other) { return other !== line; });
    reorder(was, now);
    enter(cellsOf(now[Math.min(at, now.length - 1)])[0]);
    if (!isBlank) { say(told); }
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

  // A line that was taken out comes back behind the last of the lines called `before` that is here:
  // as if it had never gone, so that taking back other steps leaves it where it is.
  function bringBack(line, before) {
    function withLine(order) {
      if (order.indexOf(line) >= 0) { return order; }
      var here = order.map(keyOf);
      var neighbour = before.filter(function (key) { return here.indexOf(key) >= 0; }).pop();
      var now = order.slice();
      now.splice(here.indexOf(neighbour) + 1, 0, line);
      return now;
    }
    done.concat(undone).forEach(function (step) {
      if (step.order) { step.order = { before: withLine(step.order.before), after: withLine(step.order.after) }; }
    });
    place(withLine(lines()));
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

  // What does not fit into its cell is shown over the neighbours while it is typed. Only the cell at
  // work is measured: doing so for each of a thousand pasted lines would take a minute.
  function stretch(cell) { cell.classList.toggle("is-long", cell.scrollWidth > cell.clientWidth); }
  table.addEventListener("input", function (event) {
    var cell = event.target;
    if (cell === document.activeElement && cell.dataset.field && !cell.classList.contains("is-long")) { stretch(cell); }
  });
  table.addEventListener("focusout", function (event) { event.target.classList.remove("is-long"); });

  table.addEventListener("focusin", function (event) {
    if (event.target.dataset.field) { stretch(event.target); }
    if (event.target.dataset.field) { held = { cell: event.target, text: event.target.value }; }
  });

  // What was typed in the cell that is being left becomes one step that can be taken back.
  function keep() {
    if (!held || held.text === held.cell.value) { return; }
    var step = { cells: [{ cell: held.cell, before: held.text, after: held.cell.value }] };
    held = { cell: held.cell, text: held.cell.value };
    offer([held.cell]);
    take(step);
  }

  var offered = new Map(); // list → the names in it
  // A name typed once is offered in the cells that share its list.
  function offer(cells) {
    var fresh = new Map(); // list → its new options
    cells.forEach(function (cell) {
      var name = cell.value.trim();
      var list = name && cell.list;
      if (!list) { return; }
      if (!offered.has(list)) {
        offered.set(list, new Set(Array.from(list.options, function (each) { return each.value; })));
      }
      if (offered.get(list).has(name)) { return; }
      offered.get(list).add(name);
      if (!fresh.has(list)) { fresh.set(list, document.createDocumentFragment()); }
      var option = document.createElement("option");
      option.value = name;
      fresh.get(list).appendChild(option);
    });
    fresh.forEach(function (options, list) { list.appendChild(options); });
  }
  table.addEventListener("change", keep);
  table.addEventListener("focusout", keep);

  // --- blocks -----------------------------------------------------------------------------------------

  // Rows of texts written from `cell` on, lines added below as needed; one step that can be taken back.
  function fill(cell, rows) {
    var column = cellsOf(lineOf(cell)).indexOf(cell);
    var was = lines();
    var at = was.indexOf(lineOf(cell));
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
    write(cells, "after");
    offer(cells.map(function (change) { return change.cell; }));
    held = { cell: cell, text: cell.value };
    take({ order: fresh.length ? { before: was, after: now } : null, cells: cells });
  }

  // --- buttons ----------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-row-act], [data-add-rows], [data-undo], [data-redo]");
    if (!button || !table.contains(button) && !button.closest("#filing-form")) { return; }
    if (!ready) { return; }
    event.preventDefault();
    if (event.detail > 1 && "rowAct" in button.dataset) { return; } // another line has moved up
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

  document.addEventListener("DOMContentLoaded", function () { ready = true; });
  document.querySelectorAll(".grid-script").forEach(function (each) { each.hidden = false; });
  if (table.dataset.open === "no") {
    document.querySelectorAll("[data-add-rows]").forEach(function (each) { each.hidden = true; });
  }

  window.portalGrid = {
    table: table, lines: lines, lineOf: lineOf, cellsOf: cellsOf, keyOf: keyOf,
    enter: enter, keep: keep, fill: fill, tell: tell, bringBack: bringBack
  };
})();
